import { describe, expect, it } from '@jest/globals';
import type { PrescriptionCommand } from './commands.js';
import { CLOCK_AHEAD_MS_MAX, DISPENSATIONS_MAX, validUntilMs } from './limits.js';
import { evolve, ImpossibleFactError, statusAt } from './prescription.js';
import { REFUSAL_REASONS, type RefusalSymbol } from './refusals.js';
import {
  ISSUED_AT_MS,
  NOW_MS,
  NUMBER,
  OTHER_PHARMACY,
  PHARMACY,
  PRESCRIBER,
  cancel,
  decideAt,
  dispense,
  expire,
  given,
  issue,
  summary,
} from './test-history.js';

const UNTIL_MS = validUntilMs(ISSUED_AT_MS);
const ALL = { 1: 3, 2: 1 };

interface Case {
  readonly given: readonly PrescriptionCommand[];
  readonly when: PrescriptionCommand;
  readonly nowMs?: number;
  readonly then: readonly string[];
}

/** Each state with each command: what happens. */
const TRANSITIONS: Readonly<Record<string, Case>> = {
  'issues what was not issued': { given: [], when: issue(), then: ['issued'] },
  'dispenses in part': {
    given: [issue()],
    when: dispense('a', { 1: 2 }),
    then: ['dispensed PARTIAL'],
  },
  'takes one whole line of two as a part': {
    given: [issue()],
    when: dispense('a', { 1: 3 }),
    then: ['dispensed PARTIAL'],
  },
  'dispenses the whole and closes': {
    given: [issue()],
    when: dispense('a', ALL),
    then: ['dispensed COMPLETE', 'closed DISPENSED'],
  },
  'dispenses the rest and closes': {
    given: [issue(), dispense('a', { 1: 2 })],
    when: dispense('b', { 1: 1, 2: 1 }),
    then: ['dispensed COMPLETE', 'closed DISPENSED'],
  },
  'lets another pharmacy go on': {
    given: [issue(), dispense('a', { 1: 3 })],
    when: dispense('a', { 2: 1 }, { pharmacy: OTHER_PHARMACY }),
    then: ['dispensed COMPLETE', 'closed DISPENSED'],
  },
  'cancels what nobody has dispensed': {
    given: [issue()],
    when: cancel(),
    then: ['closed CANCELLED'],
  },
  'expires what was never dispensed': {
    given: [issue()],
    when: expire,
    nowMs: UNTIL_MS,
    then: ['closed EXPIRED'],
  },
  'expires what was dispensed in part': {
    given: [issue(), dispense('a', { 1: 1 })],
    when: expire,
    nowMs: UNTIL_MS,
    then: ['closed EXPIRED'],
  },
  'leaves a valid prescription open': {
    given: [issue()],
    when: expire,
    nowMs: UNTIL_MS - 1,
    then: [],
  },
  'expires nothing that is dispensed': {
    given: [issue(), dispense('a', ALL)],
    when: expire,
    nowMs: UNTIL_MS,
    then: [],
  },
  'expires nothing that is cancelled': {
    given: [issue(), cancel()],
    when: expire,
    nowMs: UNTIL_MS,
    then: [],
  },
  'answers an issue again': { given: [issue()], when: issue(), then: ['repeated'] },
  'answers a dispensation again': {
    given: [issue(), dispense('a', { 1: 2 })],
    when: dispense('a', { 1: 2 }),
    then: ['repeated'],
  },
  'answers a dispensation again when all is dispensed': {
    given: [issue(), dispense('a', ALL)],
    when: dispense('a', ALL),
    then: ['repeated'],
  },
  'answers a dispensation again after the validity': {
    given: [issue(), dispense('a', { 1: 2 })],
    when: dispense('a', { 1: 2 }),
    nowMs: UNTIL_MS,
    then: ['repeated'],
  },
  'answers a cancellation again': {
    given: [issue(), cancel()],
    when: cancel(),
    then: ['repeated'],
  },
  'dispenses in the last millisecond of the validity': {
    given: [issue()],
    when: dispense('a', ALL),
    nowMs: UNTIL_MS - 1,
    then: ['dispensed COMPLETE', 'closed DISPENSED'],
  },
  'takes a clock that is ahead a little': {
    given: [issue()],
    when: dispense('a', { 1: 1 }, { occurredAtMs: NOW_MS + CLOCK_AHEAD_MS_MAX }),
    then: ['dispensed PARTIAL'],
  },
  'takes a dispensation of the very instant of the prescription': {
    given: [issue()],
    when: dispense('a', { 1: 1 }, { occurredAtMs: ISSUED_AT_MS }),
    then: ['dispensed PARTIAL'],
  },
  'issues and dispenses at its own instant when the caller says none': {
    given: [issue({ occurredAtMs: null })],
    when: dispense('a', { 1: 1 }, { occurredAtMs: null }),
    then: ['dispensed PARTIAL'],
  },
  'dispenses at once what a clock ahead has dated': {
    given: [issue({ occurredAtMs: NOW_MS + CLOCK_AHEAD_MS_MAX })],
    when: dispense('a', { 1: 1 }, { occurredAtMs: null }),
    then: ['dispensed PARTIAL'],
  },
  'issues in the last millisecond of the validity': {
    given: [],
    when: issue(),
    nowMs: UNTIL_MS - 1,
    then: ['issued'],
  },
};

const dispensedOften = Array.from({ length: DISPENSATIONS_MAX }, (_, i) =>
  dispense(`d${i}`, { 1: 1 }),
);
const manyUnits = issue({ lines: [{ line: 1, medication: 'Exemplamol 1 g', quantity: 999 }] });

/** Every refusal, each with a command that meets it. */
const REFUSALS: Readonly<Record<RefusalSymbol, readonly Omit<Case, 'then'>[]>> = {
  PRESCRIPTION_UNKNOWN: [
    { given: [], when: dispense('a', { 1: 1 }) },
    { given: [], when: cancel() },
    { given: [], when: expire },
  ],
  IDEMPOTENCY_KEY_REUSED: [{ given: [issue()], when: issue({ occurredAtMs: ISSUED_AT_MS - 1 }) }],
  DISPENSATION_REUSED: [
    { given: [issue(), dispense('a', { 1: 1 })], when: dispense('a', { 1: 2 }) },
    { given: [issue(), dispense('a', ALL)], when: dispense('a', { 1: 1 }) },
  ],
  PRESCRIPTION_DISPENSED: [{ given: [issue(), dispense('a', ALL)], when: dispense('b', { 1: 1 }) }],
  PRESCRIPTION_CANCELLED: [{ given: [issue(), cancel()], when: dispense('a', { 1: 1 }) }],
  PRESCRIPTION_EXPIRED: [
    { given: [issue()], when: dispense('a', { 1: 1 }), nowMs: UNTIL_MS },
    { given: [issue()], when: cancel(), nowMs: UNTIL_MS },
  ],
  LINE_UNKNOWN: [
    { given: [issue()], when: dispense('a', { 3: 1 }) },
    { given: [issue()], when: dispense('a', { 0: 1 }) },
  ],
  LINE_REPEATED: [
    {
      given: [issue()],
      when: dispense(
        'a',
        {},
        {
          lines: [
            { line: 1, quantity: 1 },
            { line: 1, quantity: 1 },
          ],
        },
      ),
    },
  ],
  LINE_EXECUTED: [{ given: [issue(), dispense('a', { 2: 1 })], when: dispense('b', { 2: 1 }) }],
  QUANTITY_EXCEEDED: [
    { given: [issue()], when: dispense('a', { 1: 4 }) },
    { given: [issue(), dispense('a', { 1: 2 })], when: dispense('b', { 1: 2 }) },
  ],
  TOO_MANY_DISPENSATIONS: [
    { given: [manyUnits, ...dispensedOften], when: dispense('more', { 1: 1 }) },
  ],
  NOT_THE_PRESCRIBER: [
    { given: [issue()], when: cancel('810109999999') },
    { given: [issue(), cancel()], when: cancel('810109999999') },
  ],
  ALREADY_DISPENSED: [
    { given: [issue(), dispense('a', { 1: 1 })], when: cancel() },
    { given: [issue(), dispense('a', ALL)], when: cancel() },
  ],
  OCCURRED_IN_FUTURE: [
    { given: [], when: issue({ occurredAtMs: NOW_MS + CLOCK_AHEAD_MS_MAX + 1 }) },
    {
      given: [issue()],
      when: dispense('a', { 1: 1 }, { occurredAtMs: NOW_MS + CLOCK_AHEAD_MS_MAX + 1 }),
    },
  ],
  OCCURRED_BEFORE_ISSUE: [
    { given: [issue()], when: dispense('a', { 1: 1 }, { occurredAtMs: ISSUED_AT_MS - 1 }) },
  ],
  ISSUED_TOO_LATE: [{ given: [], when: issue(), nowMs: UNTIL_MS }],
};

describe('decide', () => {
  it.each(Object.entries(TRANSITIONS))('%s', (_, { given: history, when, nowMs, then }) => {
    expect(summary(decideAt(given(...history), when, nowMs))).toEqual(then);
  });

  it.each(
    Object.entries(REFUSALS).flatMap(([symbol, cases]) =>
      cases.map((refusedCase, index) => [symbol, index, refusedCase] as const),
    ),
  )(
    'refuses with %s (%d), and says what it expected',
    (symbol, _, { given: history, when, nowMs }) => {
      const decision = decideAt(given(...history), when, nowMs);
      expect(decision).toMatchObject({
        kind: 'refused',
        refusal: { symbol, expected: expect.stringMatching(/./), came: expect.stringMatching(/./) },
      });
    },
  );

  it('names every line at fault at once', () => {
    const decision = decideAt(given(issue()), dispense('a', { 1: 4, 2: 1, 7: 1 }));
    expect(decision).toMatchObject({
      kind: 'refused',
      refusal: {
        symbol: 'QUANTITY_EXCEEDED',
        lines: [
          { index: 0, symbol: 'QUANTITY_EXCEEDED', expected: 'at most 3 of line 1', came: '4' },
          { index: 2, symbol: 'LINE_UNKNOWN', expected: 'a line from 1 to 2', came: '7' },
        ],
      },
    });
  });

  it('gives the number of the base to a new prescription, and the validity of its date', () => {
    expect(given(issue())).toMatchObject({
      number: NUMBER,
      prescriber: PRESCRIBER,
      validUntilMs: UNTIL_MS,
      status: 'issued',
    });
  });

  it('keeps who dispensed what', () => {
    const state = given(issue(), dispense('a', { 1: 2 }), dispense('b', { 1: 1, 2: 1 }));
    expect(state).toMatchObject({
      status: 'dispensed',
      closedAtMs: NOW_MS,
      lines: [
        { line: 1, quantity: 3, dispensed: 3 },
        { line: 2, quantity: 1, dispensed: 1 },
      ],
      dispensations: [
        { pharmacy: PHARMACY, dispensation: 'a', scope: 'PARTIAL' },
        { pharmacy: PHARMACY, dispensation: 'b', scope: 'COMPLETE' },
      ],
    });
  });
});

describe('statusAt', () => {
  it('calls a prescription expired from the end of its validity on, swept or not', () => {
    const state = given(issue());
    if (state === undefined) throw new Error('not issued');
    expect(statusAt(state, UNTIL_MS - 1)).toBe('issued');
    expect(statusAt(state, UNTIL_MS)).toBe('expired');
    const cancelled = given(issue(), cancel());
    if (cancelled === undefined) throw new Error('not issued');
    expect(statusAt(cancelled, UNTIL_MS)).toBe('cancelled');
  });
});

describe('evolve', () => {
  it('stops at a fact that cannot be', () => {
    const closed = { type: 'closed', reason: 'EXPIRED', atMs: 0 } as const;
    expect(() => evolve(undefined, closed)).toThrow(ImpossibleFactError);
    const first = decideAt(undefined, issue());
    const [issued] = first.kind === 'accepted' ? first.facts : [];
    if (issued === undefined) throw new Error('not issued');
    expect(() => evolve(given(issue()), issued)).toThrow('no second issue');
  });
});

describe('the refusals', () => {
  it('have a symbol of their own, a label and a source', () => {
    for (const [symbol, reason] of Object.entries(REFUSAL_REASONS)) {
      expect(reason.symbol).toBe(symbol);
      expect(Math.min(reason.label.length, reason.source.length)).toBeGreaterThan(10);
    }
  });
});
