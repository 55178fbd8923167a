import type { EventHead } from '#libs/events';
import type { Dispensation, Prescription } from '#libs/prescriptions';

/** What the base keeps of a dispensation beside what rules look at. */
export interface DispensationRecord extends Dispensation {
  /** PSIdNat. */
  readonly pharmacist: string;
  readonly solution: number;
  /** What the pharmacy was told, JSON. */
  readonly answer: unknown;
}

/** A prescription with what its events carry. */
export interface PrescriptionRecord {
  readonly prescription: Prescription;
  /** The event PrescriptionIssued. */
  readonly place: { readonly source: string; readonly sequence: number };
  /** The act, the patient and the prescriber's side of every event about this prescription. */
  readonly head: Pick<
    EventHead,
    'actId' | 'patient' | 'patientDepartment' | 'insOid' | 'site' | 'couloir' | 'solution'
  >;
  /** What the prescriber was told, JSON. */
  readonly answer: unknown;
  /** Those of `prescription.dispensations`, in the same order. */
  readonly dispensations: readonly DispensationRecord[];
}
