import { describe, expect, it } from '@jest/globals';
import { DOCUMENT_TYPES } from '#libs/reference';
import { PATIENT_TYPE_CODES, isSameDocument } from './patient-document.js';

describe('the types of people’s own documents', () => {
  it('are the nine of DOCPAT and the three of EXPPAT', () => {
    expect(PATIENT_TYPE_CODES).toHaveLength(12);
    expect(PATIENT_TYPE_CODES).toEqual(
      expect.arrayContaining(['DOCPAT01', 'DOCPAT09', 'EXPPAT_3']),
    );
  });

  it('are no professional’s, so that no professional figure can hold one', () => {
    const professional = DOCUMENT_TYPES.filter(({ isProfessional }) => isProfessional);
    for (const { typeCode } of professional) expect(PATIENT_TYPE_CODES).not.toContain(typeCode);
    expect(PATIENT_TYPE_CODES).not.toContain('REMB');
  });
});

describe('a document under a uniqueId that is stored', () => {
  const stored = { hash: 'a', matricule: '1' };

  it.each([
    ['the same', { hash: 'a', matricule: '1' }, true],
    ['other content', { hash: 'b', matricule: '1' }, false],
    ['another person’s', { hash: 'a', matricule: '2' }, false],
  ])('%s', (_what, came, expected) => {
    expect(isSameDocument(stored, came)).toBe(expected);
  });
});
