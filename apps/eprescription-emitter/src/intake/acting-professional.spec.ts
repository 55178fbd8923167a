import { describe, expect, it } from '@jest/globals';
import { ProblemError, type Caller } from '#libs/edge';
import { makePsIdNat, parsePsIdNat } from '#libs/identifiers';
import { actingProfessional } from './acting-professional.js';

const me = makePsIdNat(17);
const other = makePsIdNat(18);
const professional: Caller = {
  kind: 'professional',
  subject: me,
  author: parsePsIdNat(me),
  scopes: new Set(),
};
const software: Caller = { kind: 'software', subject: 'client', scopes: new Set() };

const nameOf = (act: () => string): string => {
  try {
    return act();
  } catch (error) {
    if (error instanceof ProblemError) return error.facts.name;
    throw error;
  }
};

describe('actingProfessional', () => {
  it.each([
    ['the token, named or not', professional, undefined, me],
    ['the token, named alike', professional, me, me],
    ['nobody but the token', professional, other, 'not-the-caller'],
    ['whom software names', software, other, other],
    ['whom an anonymous caller names', { kind: 'anonymous' } as const, me, me],
    ['somebody, for software', software, undefined, 'invalid-body'],
    [
      'somebody, for an anonymous caller',
      { kind: 'anonymous' } as const,
      undefined,
      'invalid-body',
    ],
  ])('is %s', (_, caller, named, expected) => {
    expect(nameOf(() => actingProfessional(caller, 'prescriber', named))).toBe(expected);
  });
});
