import { parseMatriculeIns } from '#libs/identifiers';
import type { Person } from './person.js';

/**
 * The official test identity, which integrators have in their examples already.
 * Source: ANS, ansforge/TestContenuCDA-3-0, ExemplesCDA. Where it lives is assumed.
 */
export const PERSON_OF_TESTS: Person = {
  ordinal: null,
  matricule: parseMatriculeIns('279035121518989'),
  oid: 'INS_NIR_TEST',
  traits: {
    birthName: 'PAT-TROIS',
    firstGivenName: 'DOMINIQUE',
    givenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
    sex: 'F',
    birthDate: '1979-03-28',
    birthPlaceCode: '51215',
  },
  department: '51',
};
