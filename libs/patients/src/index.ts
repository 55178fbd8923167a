export {
  ACTIVATION_POINTS,
  activatedShareAt,
  type ActivationPoint,
} from './activation/activation-curve.js';
export type { KnownPatient, ProfileStatus, StrictTraits } from './contract.js';
export {
  PATIENT_TYPE_CODES,
  isSameDocument,
  type PatientDocument,
} from './documents/patient-document.js';
export {
  IDENTITY_DOCUMENTS,
  changeIdentity,
  identityStatus,
  newIdentity,
  type IdentityCommand,
  type IdentityDocument,
  type IdentityOutcome,
  type IdentityRefusal,
  type IdentityStatus,
  type LocalIdentity,
} from './identity/local-identity.js';
export {
  areSame,
  searchByTraits,
  verifyIdentity,
  type ClaimedIdentity,
  type InsiAnswer,
  type SearchedTraits,
} from './insi/insi.js';
export { knownPatient } from './known-patient.js';
export {
  PersonOutOfRangeError,
  personOfMatricule,
  personOfOrdinal,
} from './people/known-people.js';
export type { Person } from './people/person.js';
export { PEOPLE_COUNT } from './people/population.js';
export {
  changeProfile,
  type ProfileCommand,
  type ProfileOutcome,
  type ProfileRefusal,
} from './profile/change-profile.js';
export { firstProfile } from './profile/first-profile.js';
export {
  CLOSURE_REASONS,
  createdAtMs,
  isActivatedAt,
  statusAt,
  type Closure,
  type ClosureReason,
  type Profile,
} from './profile/profile.js';
export { OPPOSITION_WEEKS } from './profile/six-weeks.js';
