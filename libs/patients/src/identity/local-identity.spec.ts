import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personOfOrdinal } from '../people/known-people.js';
import {
  IDENTITY_DOCUMENTS,
  IDENTITY_STATUSES,
  changeIdentity,
  identityStatus,
  newIdentity,
  type IdentityCommand,
  type IdentityStatus,
  type LocalIdentity,
} from './local-identity.js';

const person = personOfOrdinal(12);
const other = personOfOrdinal(13);

const COMMANDS = {
  'identity document': { type: 'show-document', document: 'PASSPORT' },
  'INSi 00': { type: 'insi-answered', answer: { code: '00', person } },
  'INSi 01': { type: 'insi-answered', answer: { code: '01' } },
  'INSi 02': { type: 'insi-answered', answer: { code: '02' } },
  doubt: { type: 'doubt' },
} as const satisfies Record<string, IdentityCommand>;

type CommandName = keyof typeof COMMANDS;

/** One identity in each status. */
const IDENTITIES: Readonly<Record<IdentityStatus, LocalIdentity>> = {
  PROV: newIdentity(person.traits),
  RECUP: {
    ...newIdentity(person.traits),
    ins: { matricule: person.matricule.text, oid: person.oid },
  },
  VALI: { ...newIdentity(person.traits), document: 'PASSPORT' },
  QUAL: {
    traits: person.traits,
    document: 'PASSPORT',
    ins: { matricule: person.matricule.text, oid: person.oid },
  },
};

/** The whole life cycle: where each command leads from each status, or why it does not. */
const LIFE_CYCLE: readonly (readonly [IdentityStatus, CommandName, string])[] = [
  ['PROV', 'identity document', 'VALI'],
  ['PROV', 'INSi 00', 'RECUP'],
  ['PROV', 'INSi 01', 'unchanged'],
  ['PROV', 'INSi 02', 'unchanged'],
  ['PROV', 'doubt', 'nothing-to-doubt'],
  ['RECUP', 'identity document', 'QUAL'],
  ['RECUP', 'INSi 00', 'unchanged'],
  ['RECUP', 'INSi 01', 'PROV'],
  ['RECUP', 'INSi 02', 'PROV'],
  ['RECUP', 'doubt', 'PROV'],
  ['VALI', 'identity document', 'document-already-shown'],
  ['VALI', 'INSi 00', 'QUAL'],
  ['VALI', 'INSi 01', 'unchanged'],
  ['VALI', 'INSi 02', 'unchanged'],
  ['VALI', 'doubt', 'PROV'],
  ['QUAL', 'identity document', 'document-already-shown'],
  ['QUAL', 'INSi 00', 'unchanged'],
  ['QUAL', 'INSi 01', 'VALI'],
  ['QUAL', 'INSi 02', 'VALI'],
  ['QUAL', 'doubt', 'PROV'],
];

describe('the life cycle of an identity', () => {
  it('says for every status and every command what happens', () => {
    const said = LIFE_CYCLE.map(([status, command]) => `${status} ${command}`);
    const all = IDENTITY_STATUSES.flatMap((status) =>
      Object.keys(COMMANDS).map((command) => `${status} ${command}`),
    );
    expect(said.toSorted()).toEqual(all.toSorted());
  });

  it.each(LIFE_CYCLE)('%s, %s: %s', (status, command, expected) => {
    const before = IDENTITIES[status];
    expect(identityStatus(before)).toBe(status);
    const outcome = changeIdentity(before, COMMANDS[command]);
    if (outcome.kind === 'changed') {
      expect(identityStatus(outcome.identity)).toBe(expected);
    } else {
      expect(outcome.kind === 'refused' ? outcome.reason : outcome.kind).toBe(expected);
      expect(outcome.identity).toBe(before);
    }
  });

  it('starts as PROV', () => {
    expect(identityStatus(newIdentity(person.traits))).toBe('PROV');
  });

  it('takes over the traits that INSi has, where nobody saw a document', () => {
    const local = newIdentity({
      ...person.traits,
      givenNames: [person.traits.firstGivenName, 'ZOE'],
    });
    const outcome = changeIdentity(local, COMMANDS['INSi 00']);
    expect(outcome.identity.traits).toEqual(person.traits);
  });

  it('does not qualify an identity whose document says otherwise than INSi', () => {
    const local: LocalIdentity = {
      traits: { ...person.traits, givenNames: [person.traits.firstGivenName, 'ZOE'] },
      document: 'NATIONAL_ID_CARD',
      ins: null,
    };
    expect(changeIdentity(local, COMMANDS['INSi 00'])).toEqual({
      kind: 'refused',
      reason: 'insi-traits-differ',
      identity: local,
    });
  });
});

const commands = fc.oneof(
  fc
    .constantFrom(...IDENTITY_DOCUMENTS)
    .map((document): IdentityCommand => ({ type: 'show-document', document })),
  fc
    .constantFrom(
      { code: '00', person } as const,
      { code: '00', person: other } as const,
      { code: '01' } as const,
      { code: '02' } as const,
    )
    .map((answer): IdentityCommand => ({ type: 'insi-answered', answer })),
  fc.constant<IdentityCommand>({ type: 'doubt' }),
);

describe('an identity after any commands in any order', () => {
  it('holds a number only if INSi supplied it since the last doubt or other answer', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 20 }), (history) => {
        let identity = newIdentity(person.traits);
        let supplied: string | null = null;
        for (const command of history) {
          const outcome = changeIdentity(identity, command);
          ({ identity } = outcome);
          if (command.type === 'doubt') supplied = null;
          if (command.type === 'insi-answered' && outcome.kind !== 'refused') {
            const { answer } = command;
            supplied = answer.code === '00' ? answer.person.matricule.text : null;
          }
          expect(identity.ins?.matricule ?? null).toBe(supplied);
        }
      }),
    );
  });

  it('is qualified only with a document and a number, and then with INSi’s traits', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 20 }), (history) => {
        const identity = history.reduce(
          (current, command) => changeIdentity(current, command).identity,
          newIdentity(other.traits),
        );
        const isQualified = identityStatus(identity) === 'QUAL';
        expect(isQualified).toBe(identity.document !== null && identity.ins !== null);
        if (identity.ins === null) return;
        const source = identity.ins.matricule === person.matricule.text ? person : other;
        expect(identity.traits).toEqual(source.traits);
      }),
    );
  });
});
