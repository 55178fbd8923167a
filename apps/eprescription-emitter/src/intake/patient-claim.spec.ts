import { describe, expect, it } from '@jest/globals';
import { monthStartMs, parseMonth } from '#libs/reference';
import { personOfMatricule, type KnownPatient, type ProfileStatus } from '#libs/patients';
import { IDENTITY_STATUS_CODES, identify, type PatientClaim } from './patient-claim.js';

const person = personOfMatricule('279035121518989');
if (person === undefined) throw new Error('no person of tests');

const claim: PatientClaim = {
  matricule: person.matricule.text,
  oid: '1.2.250.1.213.1.4.10',
  identityStatus: 'QUAL',
  traits: person.traits,
};

const known = (profileStatus: ProfileStatus = 'active'): KnownPatient => ({
  matricule: person.matricule,
  oid: person.oid,
  traits: person.traits,
  department: person.department,
  pseudonym: new Uint8Array(8),
  profileStatus,
  isActivated: false,
});

const STRICT_FROM_MS = monthStartMs(parseMonth('2023-01'));
const symbolOf = (outcome: ReturnType<typeof identify>): string =>
  'refused' in outcome ? outcome.refused.symbol : 'patient';

describe('identify', () => {
  it('lets a qualified identity with the traits of INSi pass, activated or not', () => {
    expect(identify(claim, known(), STRICT_FROM_MS)).toMatchObject({ copyRefusal: null });
  });

  it.each(IDENTITY_STATUS_CODES)(
    'takes the status %s before 2023, and only QUAL after',
    (status) => {
      const given = { ...claim, identityStatus: status };
      expect(symbolOf(identify(given, known(), STRICT_FROM_MS - 1))).toBe('patient');
      const after = symbolOf(identify(given, known(), STRICT_FROM_MS));
      expect(after).toBe(status === 'QUAL' ? 'patient' : 'INS_NOT_QUALIFIED');
    },
  );

  it.each([
    ['birthName', { birthName: 'PAT-QUATRE' }],
    ['firstGivenName', { firstGivenName: 'MARIE-LOUISE' }],
    ['sex', { sex: 'M' }],
    ['birthDate', { birthDate: '1979-03-29' }],
    ['birthPlaceCode', { birthPlaceCode: '51216' }],
  ] as const)('refuses another %s', (_, changes) => {
    const traits = { ...claim.traits, ...changes };
    expect(symbolOf(identify({ ...claim, traits }, known(), STRICT_FROM_MS))).toBe(
      'TRAITS_MISMATCH',
    );
  });

  it('refuses a wrong key before anything else, and whom INSi does not know', () => {
    const wrongKey = { ...claim, matricule: '279035121518988', oid: '1.2.250.1.213.1.4.8' };
    expect(symbolOf(identify(wrongKey, undefined, STRICT_FROM_MS))).toBe('INS_KEY_INVALID');
    expect(symbolOf(identify(claim, undefined, STRICT_FROM_MS))).toBe('INS_UNKNOWN');
    const otherOid = { ...claim, oid: '1.2.250.1.213.1.4.11' };
    expect(symbolOf(identify(otherOid, known(), STRICT_FROM_MS))).toBe('INS_UNKNOWN');
  });

  it.each([
    ['absent', 'SIM_DMP_ABSENT'],
    ['closed', 'SIM_DMP_CLOSED'],
    ['opposed', 'SIM_DMP_OPPOSED'],
  ] as const)('refuses the copy alone when the profile is %s', (status, symbol) => {
    expect(identify(claim, known(status), STRICT_FROM_MS)).toMatchObject({
      copyRefusal: { symbol },
    });
  });
});
