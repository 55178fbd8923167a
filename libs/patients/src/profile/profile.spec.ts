import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personOfMatricule, personOfOrdinal } from '../people/known-people.js';
import { PEOPLE_COUNT } from '../people/population.js';
import { changeProfile, type ProfileCommand } from './change-profile.js';
import { firstProfile } from './first-profile.js';
import {
  CLOSURE_REASONS,
  NO_PROFILE,
  createdAtMs,
  isActivatedAt,
  statusAt,
  type Profile,
} from './profile.js';
import { isProfileDue, profileDueMs } from './six-weeks.js';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2024-06-01T10:00:00Z');

/** A profile in each state, as it is at NOW_MS. */
const STATES = {
  'no letter': NO_PROFILE,
  'six weeks running': { ...NO_PROFILE, letterSentAtMs: NOW_MS - 10 * DAY_MS },
  active: { ...NO_PROFILE, letterSentAtMs: NOW_MS - 100 * DAY_MS },
  activated: {
    ...NO_PROFILE,
    letterSentAtMs: NOW_MS - 100 * DAY_MS,
    activatedAtMs: NOW_MS - DAY_MS,
  },
  opposed: {
    ...NO_PROFILE,
    letterSentAtMs: NOW_MS - 100 * DAY_MS,
    opposedAtMs: NOW_MS - 90 * DAY_MS,
  },
  closed: {
    ...NO_PROFILE,
    letterSentAtMs: NOW_MS - 100 * DAY_MS,
    activatedAtMs: NOW_MS - 50 * DAY_MS,
    closure: { closedAtMs: NOW_MS - DAY_MS, reason: 'REQUEST' },
  },
  'closed for a death': {
    ...NO_PROFILE,
    letterSentAtMs: NOW_MS - 100 * DAY_MS,
    closure: { closedAtMs: NOW_MS - DAY_MS, reason: 'DEATH' },
  },
  reopened: {
    ...NO_PROFILE,
    letterSentAtMs: NOW_MS - 100 * DAY_MS,
    reopenedAtMs: NOW_MS - DAY_MS,
  },
} as const satisfies Record<string, Profile>;

const COMMANDS = {
  letter: { type: 'send-letter', sentAtMs: NOW_MS },
  oppose: { type: 'oppose' },
  close: { type: 'close', reason: 'REQUEST' },
  reopen: { type: 'reopen' },
  activate: { type: 'activate' },
} as const satisfies Record<string, ProfileCommand>;

type StateName = keyof typeof STATES;
type CommandName = keyof typeof COMMANDS;

/** The status of each state, and what each command makes of it: the next status, or why not. */
const TABLE: Readonly<Record<StateName, readonly [string, Record<CommandName, string>]>> = {
  'no letter': [
    'absent',
    {
      letter: 'absent',
      oppose: 'no-letter',
      close: 'profile-absent',
      reopen: 'profile-absent',
      activate: 'profile-absent',
    },
  ],
  'six weeks running': [
    'absent',
    {
      letter: 'letter-already-sent',
      oppose: 'opposed',
      close: 'profile-absent',
      reopen: 'profile-absent',
      activate: 'profile-absent',
    },
  ],
  active: [
    'active',
    {
      letter: 'letter-already-sent',
      oppose: 'opposition-too-late',
      close: 'closed',
      reopen: 'profile-active',
      activate: 'active',
    },
  ],
  activated: [
    'active',
    {
      letter: 'letter-already-sent',
      oppose: 'opposition-too-late',
      close: 'closed',
      reopen: 'profile-active',
      activate: 'already-activated',
    },
  ],
  opposed: [
    'opposed',
    {
      letter: 'letter-already-sent',
      oppose: 'profile-opposed',
      close: 'profile-opposed',
      reopen: 'active',
      activate: 'profile-opposed',
    },
  ],
  closed: [
    'closed',
    {
      letter: 'letter-already-sent',
      oppose: 'opposition-too-late',
      close: 'profile-closed',
      reopen: 'active',
      activate: 'profile-closed',
    },
  ],
  'closed for a death': [
    'closed',
    {
      letter: 'letter-already-sent',
      oppose: 'opposition-too-late',
      close: 'profile-closed',
      reopen: 'holder-dead',
      activate: 'profile-closed',
    },
  ],
  reopened: [
    'active',
    {
      letter: 'letter-already-sent',
      oppose: 'opposition-too-late',
      close: 'closed',
      reopen: 'profile-active',
      activate: 'active',
    },
  ],
};

const ROWS = Object.entries(TABLE).flatMap(([state, [, outcomes]]) =>
  Object.entries(outcomes).map(
    ([command, expected]) => [state as StateName, command as CommandName, expected] as const,
  ),
);

describe('a profile', () => {
  it.each(Object.entries(TABLE))('%s', (state, [status]) => {
    expect(statusAt(STATES[state as StateName], NOW_MS)).toBe(status);
  });

  it.each(ROWS)('%s, %s: %s', (state, command, expected) => {
    const outcome = changeProfile(STATES[state], COMMANDS[command], NOW_MS);
    expect(outcome.kind === 'changed' ? statusAt(outcome.profile, NOW_MS) : outcome.reason).toBe(
      expected,
    );
  });

  it('is activated by its holder, and no more once it is closed or opened again', () => {
    const activate = changeProfile(STATES.active, COMMANDS.activate, NOW_MS);
    expect(activate).toMatchObject({ kind: 'changed', profile: { activatedAtMs: NOW_MS } });
    expect(isActivatedAt(STATES.activated, NOW_MS)).toBe(true);
    expect(isActivatedAt(STATES.closed, NOW_MS)).toBe(false);
    expect(isActivatedAt(STATES.active, NOW_MS)).toBe(false);
    expect(changeProfile(STATES.closed, COMMANDS.reopen, NOW_MS)).toMatchObject({
      profile: { activatedAtMs: null },
    });
  });

  it('knows no letter that is yet to be sent', () => {
    const command = { type: 'send-letter', sentAtMs: NOW_MS + 1 } as const;
    expect(changeProfile(NO_PROFILE, command, NOW_MS)).toEqual({
      kind: 'refused',
      reason: 'letter-in-the-future',
    });
    expect(changeProfile(NO_PROFILE, { ...command, sentAtMs: NOW_MS }, NOW_MS).kind).toBe(
      'changed',
    );
  });
});

describe('the six weeks', () => {
  it('end at midnight in Paris, 42 days after the letter, also over the change of the clocks', () => {
    const paris = (text: string): number => Date.parse(text);
    expect(profileDueMs(paris('2024-01-10T15:00:00+01:00'))).toBe(
      paris('2024-02-21T00:00:00+01:00'),
    );
    // Summer time begins on 31 March 2024.
    expect(profileDueMs(paris('2024-03-01T00:00:00+01:00'))).toBe(
      paris('2024-04-12T00:00:00+02:00'),
    );
    // 23:30 UTC is the next day in Paris.
    expect(profileDueMs(paris('2024-01-10T23:30:00Z'))).toBe(paris('2024-02-22T00:00:00+01:00'));
  });

  it('leave one instant to oppose before the profile comes about, and none after', () => {
    const profile = STATES['six weeks running'];
    const dueMs = createdAtMs(profile) ?? 0;
    expect(statusAt(profile, dueMs - 1)).toBe('absent');
    expect(statusAt(profile, dueMs)).toBe('active');
    expect(changeProfile(profile, COMMANDS.oppose, dueMs - 1).kind).toBe('changed');
    expect(changeProfile(profile, COMMANDS.oppose, dueMs)).toEqual({
      kind: 'refused',
      reason: 'opposition-too-late',
    });
  });

  it('are over at the end that the calendar gives, whenever the letter went out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2021-08-01'), max: Date.parse('2040-01-01') }),
        fc.integer({ min: 0, max: 60 * DAY_MS }),
        (letterMs, laterMs) => {
          const dueMs = profileDueMs(letterMs);
          expect(isProfileDue(letterMs, dueMs)).toBe(true);
          expect(isProfileDue(letterMs, dueMs - 1)).toBe(false);
          expect(isProfileDue(letterMs, letterMs + laterMs)).toBe(letterMs + laterMs >= dueMs);
        },
      ),
    );
  });

  it('pass for nobody who opposed', () => {
    const outcome = changeProfile(STATES['six weeks running'], COMMANDS.oppose, NOW_MS);
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    expect(statusAt(outcome.profile, NOW_MS + 1000 * DAY_MS)).toBe('opposed');
    expect(createdAtMs(outcome.profile)).toBeNull();
  });
});

const commands: fc.Arbitrary<ProfileCommand> = fc.oneof(
  fc
    .integer({ min: 0, max: 60 })
    .map((days): ProfileCommand => ({ type: 'send-letter', sentAtMs: NOW_MS - days * DAY_MS })),
  fc.constant<ProfileCommand>({ type: 'oppose' }),
  fc.constantFrom(...CLOSURE_REASONS).map((reason): ProfileCommand => ({ type: 'close', reason })),
  fc.constant<ProfileCommand>({ type: 'reopen' }),
  fc.constant<ProfileCommand>({ type: 'activate' }),
);
const steps = fc.array(fc.tuple(commands, fc.integer({ min: 0, max: 50 * DAY_MS })), {
  maxLength: 25,
});

describe('a profile after any commands in any order', () => {
  it('says the same about a command as its status does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STATES)), steps, (first: Profile, history) => {
        let profile = first;
        let nowMs = NOW_MS;
        for (const [command, laterMs] of history) {
          nowMs += laterMs;
          const status = statusAt(profile, nowMs);
          const outcome = changeProfile(profile, command, nowMs);
          if (outcome.kind === 'refused') continue;
          if (command.type === 'close' || command.type === 'activate')
            expect(status).toBe('active');
          if (command.type === 'reopen') expect(['closed', 'opposed']).toContain(status);
          if (command.type === 'oppose') expect(status).toBe('absent');
          ({ profile } = outcome);
          const expected = {
            close: 'closed',
            oppose: 'opposed',
            reopen: 'active',
            activate: 'active',
          };
          if (command.type !== 'send-letter') {
            expect(statusAt(profile, nowMs)).toBe(expected[command.type]);
          }
          if (isActivatedAt(profile, nowMs)) expect(statusAt(profile, nowMs)).toBe('active');
        }
      }),
    );
  });

  it('stays closed after a death', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let nowMs = NOW_MS;
        for (const [command, laterMs] of history) {
          nowMs += laterMs;
          expect(changeProfile(STATES['closed for a death'], command, nowMs).kind).toBe('refused');
        }
      }),
    );
  });

  it('is refused the same command twice at one instant', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(STATES)),
        commands,
        (first: Profile, command) => {
          const once = changeProfile(first, command, NOW_MS);
          if (once.kind === 'refused') return;
          expect(changeProfile(once.profile, command, NOW_MS).kind).toBe('refused');
        },
      ),
    );
  });
});

describe('first profiles', () => {
  it('are opposed by two in 128, closed by one and not yet there for one, as in the simulation', () => {
    const statuses = Array.from({ length: 128 }, (_, ordinal) =>
      statusAt(firstProfile(personOfOrdinal(ordinal)), NOW_MS * 2),
    );
    expect(statuses.slice(0, 5)).toEqual(['opposed', 'opposed', 'closed', 'absent', 'active']);
    expect(statuses.filter((status) => status === 'active')).toHaveLength(124);
  });

  it('were all there in November 2022 unless opposed, closed or born later', () => {
    const nowMs = Date.parse('2022-11-15T12:00:00Z');
    const bornBeforeMs = Date.parse('2022-09-01T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: PEOPLE_COUNT - 1 }), (ordinal) => {
        const person = personOfOrdinal(ordinal);
        fc.pre(Date.parse(person.traits.birthDate) < bornBeforeMs);
        const profile = firstProfile(person);
        expect(statusAt(profile, nowMs)).toBe(statusAt(profile, NOW_MS));
      }),
    );
  });

  it('of children come after their birth, by a letter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: PEOPLE_COUNT - 1 }), (ordinal) => {
        const person = personOfOrdinal(ordinal);
        const { letterSentAtMs } = firstProfile(person);
        if (letterSentAtMs === null) return;
        expect(letterSentAtMs).toBeGreaterThan(Date.parse(person.traits.birthDate));
      }),
    );
  });

  it('are used or closed only once they are there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: PEOPLE_COUNT - 1 }), (ordinal) => {
        const profile = firstProfile(personOfOrdinal(ordinal));
        const created = createdAtMs(profile);
        if (created === null) return;
        expect(profile.activatedAtMs ?? created).toBeGreaterThanOrEqual(created);
        expect(profile.closure?.closedAtMs ?? created).toBeGreaterThanOrEqual(created);
      }),
    );
  });

  it('oppose before the profile would have come about', () => {
    for (const ordinal of [0, 1, 128, 129, 256, 257]) {
      const { letterSentAtMs, opposedAtMs } = firstProfile(personOfOrdinal(ordinal));
      expect(opposedAtMs ?? 0).toBeGreaterThan(letterSentAtMs ?? Infinity);
      expect(opposedAtMs ?? Infinity).toBeLessThan(profileDueMs(letterSentAtMs ?? 0));
    }
  });

  it('of the official test identity is active', () => {
    const person = personOfMatricule('279035121518989');
    if (person === undefined) throw new Error('expected the official test identity');
    expect(statusAt(firstProfile(person), NOW_MS)).toBe('active');
  });
});
