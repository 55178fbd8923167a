/** Token of the pool that the controllers of this folder share. */
export const PATIENTS_POOL = Symbol('pool of the patient side');
