import type { KnownPatient } from './contract.js';
import type { Person } from './people/person.js';
import { pseudonymOf } from './people/pseudonym.js';
import { isActivatedAt, statusAt, type Profile } from './profile/profile.js';

/** A person with its profile, as the intake of documents sees it at an instant. */
export function knownPatient(person: Person, profile: Profile, nowMs: number): KnownPatient {
  const { matricule, oid, traits, department } = person;
  return {
    matricule,
    oid,
    traits,
    department,
    pseudonym: pseudonymOf(matricule.text, oid),
    profileStatus: statusAt(profile, nowMs),
    isActivated: isActivatedAt(profile, nowMs),
  };
}
