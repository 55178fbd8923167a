import type { KnownPatient, ProfileStatus } from '#libs/patients';
import type { IntakeRefusal } from './document-entry.js';
import type { IntakeCodeName } from './intake-codes.js';

/** Second gate, the answer of TD0.2: there is a DMP, it is open, and nobody opposed it. Activation is no part of it. */
export function refusalOfDmp({ profileStatus }: KnownPatient): IntakeRefusal | undefined {
  if (profileStatus === 'active') return undefined;
  return {
    code: CODE_OF_STATUS[profileStatus],
    part: 'matricule',
    reason: `expected a DMP that is open; TD0.2 answers ${profileStatus}`,
  };
}

const CODE_OF_STATUS: Readonly<Record<Exclude<ProfileStatus, 'active'>, IntakeCodeName>> = {
  absent: 'SIM_DMP_ABSENT',
  closed: 'SIM_DMP_CLOSED',
  opposed: 'SIM_DMP_OPPOSED',
};
