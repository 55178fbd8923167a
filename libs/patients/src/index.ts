export type { KnownPatient, ProfileStatus, StrictTraits } from './contract.js';
export { knownPatient } from './known-patient.js';
export {
  PersonOutOfRangeError,
  personOfMatricule,
  personOfOrdinal,
} from './people/known-people.js';
export type { Person } from './people/person.js';
export { PEOPLE_COUNT } from './people/population.js';
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
