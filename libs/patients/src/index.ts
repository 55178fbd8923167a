export type { KnownPatient, ProfileStatus, StrictTraits } from './contract.js';
