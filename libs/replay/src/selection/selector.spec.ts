import { describe, expect, it } from '@jest/globals';
import {
  SCHEMA_ID,
  decodeEvent,
  type DecodedEvent,
  type DocumentDeposited,
  type MessageSent,
} from '#libs/events';
import { DOCUMENT_TYPES } from '#libs/reference';
import { REGISTERED_AT_MS, deposit } from '#libs/testing';
import fc from 'fast-check';
import { blockOf, type TestRecord } from '../fixtures/test-blocks.js';
import type { RecordBlock } from '../record-block.js';
import type { Range, Selection } from './selection.js';
import { Selector } from './selector.js';

const SITES = ['1750000018', '1750000019', '2000000001'];
const near = fc.integer({ min: -3, max: 3 });
const instant = near.map((step) => REGISTERED_AT_MS + step * 1000);

const deposits = fc
  .record<Partial<DocumentDeposited>>({
    registeredAt: instant,
    occurredAt: instant,
    solution: fc.integer({ min: 0, max: 4 }),
    site: fc.constantFrom(...SITES),
    sequence: fc.nat(1000),
  })
  .map((given) => deposit(given));

const messages = deposits.map((event): MessageSent => {
  const { source, sequence, occurredAt, registeredAt, actId, patient, patientDepartment } = event;
  const { insOid, author, site, couloir, solution } = event;
  return {
    ...{ source, sequence, occurredAt, registeredAt, actId, patient, patientDepartment },
    ...{ insOid, author, site, couloir, solution },
    record: 'MessageSent',
    kind: 'CITIZEN',
    mailbox: 'PER',
    typeCode: DOCUMENT_TYPES[1]?.symbol ?? '',
    sizeBytes: 5,
    messageId: null,
  };
});

const records: fc.Arbitrary<TestRecord> = fc.record({
  key: fc.constantFrom('a', null),
  value: fc.oneof(
    { weight: 6, arbitrary: deposits },
    { weight: 3, arbitrary: messages },
    fc.constantFrom(
      null,
      Buffer.alloc(0),
      Buffer.from('no event'),
      Buffer.from([0, 0, 0, 0, 12, 1]),
    ),
  ),
  offset: fc.nat(20),
  timestampMs: instant,
  headers: fc.subarray([
    { key: 'kind', value: Buffer.from('a') },
    { key: 'kind', value: Buffer.from('b') },
    { key: 'mes-replay', value: Buffer.from('9f/11/7') },
    { key: 'empty', value: null },
  ]),
});

function ranges(value: fc.Arbitrary<number>): fc.Arbitrary<Range> {
  return fc.record({ from: value, before: value }, { requiredKeys: [] });
}

const conditions = {
  registeredAt: ranges(instant),
  occurredAt: ranges(instant),
  sentAt: ranges(instant),
  offsets: ranges(fc.nat(20)),
  schemaIds: fc.subarray([1, 6, 12], { minLength: 1 }).map((ids) => new Set(ids)),
  solutions: fc.subarray([0, 1, 2, 3, 4], { minLength: 2 }).map((indices) => new Set(indices)),
  sites: fc.subarray(SITES, { minLength: 2 }),
  headers: fc.subarray(
    [
      { name: 'kind' },
      { name: 'kind', value: 'b' },
      { name: 'empty' },
      { name: 'empty', value: '' },
      { name: 'empty', value: '*' },
      { name: 'mes-replay', value: '9f/*' },
      { name: 'mes-replay', value: '1f/*' },
      { name: 'missing' },
    ],
    { maxLength: 2 },
  ),
};

/** Few conditions at once, or hardly any record would meet them all. */
const selections: fc.Arbitrary<Selection> = fc
  .tuple(fc.record(conditions), fc.subarray(Object.keys(conditions), { maxLength: 3 }))
  .map(([all, names]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))),
  );

/** The same over whole objects: what the selector does in place. */
function plainly(
  { offset = NaN, timestampMs = NaN, value, headers = [] }: TestRecord,
  wish: Selection,
): boolean {
  const within = (number: number, range: Range | undefined): boolean =>
    range === undefined ||
    ((range.from === undefined || number >= range.from) &&
      (range.before === undefined || number < range.before));
  const bytes = value == null || Buffer.isBuffer(value) ? value : undefined;
  const event: DecodedEvent | undefined = Buffer.isBuffer(value)
    ? tryDecode(value)
    : (value ?? undefined);
  const schemaId = event ? SCHEMA_ID[event.record] : bytes?.length === 6 ? 12 : -1;
  const asksEvent =
    wish.registeredAt ?? wish.occurredAt ?? wish.solutions ?? wish.sites ?? undefined;
  return (
    within(offset, wish.offsets) &&
    within(timestampMs, wish.sentAt) &&
    (wish.schemaIds?.has(schemaId) ?? true) &&
    (wish.headers ?? []).every((one) =>
      headers.some(
        ({ key, value: text }) =>
          key === one.name &&
          (one.value === undefined ||
            (one.value.endsWith('*')
              ? text?.toString().startsWith(one.value.slice(0, -1)) === true
              : text?.toString() === one.value)),
      ),
    ) &&
    (asksEvent === undefined ||
      (event !== undefined &&
        within(event.registeredAt, wish.registeredAt) &&
        within(event.occurredAt, wish.occurredAt) &&
        (wish.solutions?.has(event.solution) ?? true) &&
        (wish.sites?.includes(event.site) ?? true)))
  );
}

function tryDecode(value: Buffer): DecodedEvent | undefined {
  try {
    return decodeEvent(value);
  } catch {
    return undefined;
  }
}

function selected(block: RecordBlock, selection: Selection): number[] {
  const indices = new Int32Array(block.recordCount);
  return [...indices.subarray(0, new Selector(selection).select(block, indices))];
}

describe('the selection of records', () => {
  it('takes what a plain filter over decoded events takes, for any conditions together', () => {
    let [taken, left] = [0, 0];
    fc.assert(
      fc.property(fc.array(records, { maxLength: 12 }), selections, (list, selection) => {
        const expected = list.flatMap((record, index) =>
          plainly(record, selection) ? [index] : [],
        );
        expect(selected(blockOf(list), selection)).toEqual(expected);
        taken += expected.length;
        left += list.length - expected.length;
      }),
      { numRuns: 1000 },
    );
    // The law would hold for a selector that takes everything, were there nothing to leave.
    expect(taken).toBeGreaterThan(100);
    expect(left).toBeGreaterThan(100);
  });

  it('takes an instant from the first on and before the second', () => {
    const at = [-1, 0, 1, 2].map((step) => ({
      value: deposit({ registeredAt: REGISTERED_AT_MS + step }),
    }));
    const range = { from: REGISTERED_AT_MS, before: REGISTERED_AT_MS + 2 };
    expect(selected(blockOf(at), { registeredAt: range })).toEqual([1, 2]);
  });

  it('takes everything without a condition, also what is no event', () => {
    const block = blockOf([{ value: null }, { value: Buffer.from('x') }, { value: deposit() }]);
    expect(selected(block, {})).toEqual([0, 1, 2]);
  });

  it('says the time of an event, and the time of sending for what is none', () => {
    const block = blockOf([
      { value: deposit({ occurredAt: 5000 }), timestampMs: 1 },
      { value: null, timestampMs: 2 },
    ]);
    const selector = new Selector({});
    expect(selector.timeOf(block, 0, 'registered')).toBe(REGISTERED_AT_MS);
    expect(selector.timeOf(block, 0, 'occurred')).toBe(5000);
    expect(selector.timeOf(block, 1, 'occurred')).toBe(2);
  });
});
