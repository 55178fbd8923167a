import type { EventPlace } from '#libs/intake';
import type {
  CancelPrescription,
  ClosingReason,
  DispensationScope,
  DispensePrescription,
  DispensedLine,
  IssuePrescription,
} from '#libs/prescriptions';
import type { EventHead } from '#libs/events';
import type { PatientClaim } from './patient-claim.js';
import type { RefusedAnswer } from './refused-answer.js';

/** Where an act takes place, and with which software: what the events carry of it. */
type ActingSite = Pick<EventHead, 'site' | 'couloir' | 'solution'>;

/** Commands of the base, as the edge has checked their form. */
export type IntakeCommand =
  | {
      readonly type: 'issue';
      readonly issue: IssuePrescription;
      readonly from: ActingSite;
      /** Ties the channels of the clinical act together; null: one of its own. */
      readonly actId: number | null;
      readonly patient: PatientClaim;
    }
  | {
      readonly type: 'dispense';
      readonly number: string;
      readonly dispense: DispensePrescription;
      readonly from: ActingSite;
      /** PSIdNat. */
      readonly pharmacist: string;
    }
  | { readonly type: 'cancel'; readonly number: string; readonly cancel: CancelPrescription }
  /** The sweep: closes at most so many prescriptions whose validity is over. */
  | { readonly type: 'expire'; readonly prescriptionsMax: number };

/** What became of the copy that goes to the DMP. */
export type CopyAnswer =
  | {
      readonly status: 'deposited';
      readonly typeCode: string;
      readonly uniqueId: string;
      /** SHA-1, hexadecimal. */
      readonly hash: string;
      readonly sizeBytes: number;
      readonly event: EventPlace;
    }
  | {
      readonly status: 'refused';
      readonly typeCode: string;
      readonly reason: string;
      readonly detail: string;
      readonly event: EventPlace;
    };

/** The answer to an issue. Instants in RFC 3339, UTC. */
export interface IssuedAnswer {
  readonly number: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly actId: number;
  readonly event: EventPlace;
  readonly copy: CopyAnswer;
}

/** The answer to a dispensation. */
export interface DispensedAnswer {
  readonly number: string;
  readonly pharmacy: string;
  readonly dispensation: string;
  readonly scope: DispensationScope;
  readonly lines: readonly DispensedLine[];
  readonly dispensedAt: string;
  readonly event: EventPlace;
}

/** The answer to a cancellation. */
export interface CancelledAnswer {
  readonly number: string;
  readonly status: Lowercase<Extract<ClosingReason, 'CANCELLED'>>;
  readonly cancelledAt: string;
}

/** What the book answers. `repeated`: the act was done before, and the answer is that of the first time. */
export type IntakeAnswer =
  | { readonly outcome: 'done' | 'repeated'; readonly body: unknown }
  | { readonly outcome: 'expired'; readonly prescriptions: number }
  | RefusedAnswer;

/** Symbols for which an answer refuses; empty for one that does not. Undefined for the sweep's: nobody outside had asked. */
export function refusalCodesOf(answer: IntakeAnswer): string[] | undefined {
  switch (answer.outcome) {
    case 'done':
    case 'repeated':
      return [];
    case 'expired':
      return undefined;
    case 'refused':
      return [answer.symbol];
  }
}
