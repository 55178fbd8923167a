/** A line as it was prescribed. */
export interface PrescribedLine {
  /** From 1, dense, in the order of the prescription. */
  readonly line: number;
  /** Name of the medicine, free text. */
  readonly medication: string;
  /** Boxes, or whatever unit the medicine is handed out in; at least 1. */
  readonly quantity: number;
}

/** Where a line stands. */
export interface PrescriptionLine extends PrescribedLine {
  /** Handed out so far, never above `quantity`. A line whose quantity is reached has been executed. */
  readonly dispensed: number;
}

/** What a pharmacy hands out of one line. */
export interface DispensedLine {
  readonly line: number;
  readonly quantity: number;
}

/**
 * `issued → (partially-dispensed)* → dispensed | cancelled | expired`. No official list of statuses
 * was found; this one is assumed, and follows the events.
 */
export type PrescriptionStatus =
  'issued' | 'partially-dispensed' | 'dispensed' | 'cancelled' | 'expired';

/** Why nothing more can be dispensed, as in the event PrescriptionClosed. */
export type ClosingReason = 'DISPENSED' | 'CANCELLED' | 'EXPIRED';

/** Whether a dispensation brought the prescription to its end, as in PrescriptionDispensed. */
export type DispensationScope = 'PARTIAL' | 'COMPLETE';

/** One act of dispensing. */
export interface Dispensation {
  /** StructIdNat of the pharmacy: any may dispense, the patient chooses freely. */
  readonly pharmacy: string;
  /** The pharmacy's own name of the act, unique within the pharmacy and the prescription. */
  readonly dispensation: string;
  /** What was asked, as `contentOf` digests it: the same name with another content is refused. */
  readonly content: string;
  readonly scope: DispensationScope;
  readonly lines: readonly DispensedLine[];
  /** When the base recorded it, milliseconds since 1970. */
  readonly registeredAtMs: number;
}

/** A prescription in the base. */
export interface Prescription {
  /** Allotted by the base. */
  readonly number: string;
  /** PSIdNat of the prescriber, who alone may cancel. */
  readonly prescriber: string;
  /** The prescriber's software names the act of issuing by this, so that a retry finds it again. */
  readonly idempotencyKey: string;
  /** What was asked, as `contentOf` digests it. */
  readonly content: string;
  /** Date of the prescription, milliseconds since 1970: the validity counts from it. */
  readonly occurredAtMs: number;
  /** First instant at which nothing may be dispensed any more, milliseconds since 1970. */
  readonly validUntilMs: number;
  readonly status: PrescriptionStatus;
  /** Milliseconds since 1970; null while it is open. */
  readonly closedAtMs: number | null;
  readonly lines: readonly PrescriptionLine[];
  readonly dispensations: readonly Dispensation[];
}

/** What happened to a prescription. */
export type PrescriptionFact =
  | ({ readonly type: 'issued' } & Pick<
      Prescription,
      'number' | 'prescriber' | 'idempotencyKey' | 'content' | 'occurredAtMs' | 'validUntilMs'
    > & { readonly lines: readonly PrescribedLine[] })
  | { readonly type: 'dispensed'; readonly dispensation: Dispensation }
  | { readonly type: 'closed'; readonly reason: ClosingReason; readonly atMs: number };

/** A fact that cannot follow what is known: a bug, never a command. */
export class ImpossibleFactError extends Error {
  constructor(fact: PrescriptionFact, state: Prescription | undefined) {
    super(
      `impossible fact: expected ${state === undefined ? 'a prescription to be issued first' : 'no second issue'}, came ${fact.type}; see decide in libs/prescriptions`,
    );
    this.name = new.target.name;
  }
}

const STATUS_OF_REASON = {
  DISPENSED: 'dispensed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
} as const satisfies Record<ClosingReason, PrescriptionStatus>;

/** The prescription after a fact. @throws ImpossibleFactError */
export function evolve(state: Prescription | undefined, fact: PrescriptionFact): Prescription {
  if (fact.type === 'issued') {
    if (state !== undefined) throw new ImpossibleFactError(fact, state);
    const { number, prescriber, idempotencyKey, content, occurredAtMs, validUntilMs } = fact;
    return {
      number,
      prescriber,
      idempotencyKey,
      content,
      occurredAtMs,
      validUntilMs,
      status: 'issued',
      closedAtMs: null,
      lines: fact.lines.map((line) => ({ ...line, dispensed: 0 })),
      dispensations: [],
    };
  }
  if (state === undefined) throw new ImpossibleFactError(fact, state);
  if (fact.type === 'closed') {
    return { ...state, status: STATUS_OF_REASON[fact.reason], closedAtMs: fact.atMs };
  }
  const { dispensation } = fact;
  return {
    ...state,
    status: 'partially-dispensed',
    lines: state.lines.map((line) => handedOut(line, dispensation.lines)),
    dispensations: [...state.dispensations, dispensation],
  };
}

/** What may still be handed out of a line. */
export function remainingOf(line: PrescriptionLine): number {
  return line.quantity - line.dispensed;
}

/** Whether dispensing may still happen, the clock aside. */
export function isOpen({ status }: Prescription): boolean {
  return status === 'issued' || status === 'partially-dispensed';
}

/**
 * The status as a reader sees it: a prescription whose validity is over is expired from that instant
 * on, also before the sweep has written it down.
 */
export function statusAt(prescription: Prescription, nowMs: number): PrescriptionStatus {
  return isOpen(prescription) && nowMs >= prescription.validUntilMs
    ? 'expired'
    : prescription.status;
}

function handedOut(line: PrescriptionLine, dispensed: readonly DispensedLine[]): PrescriptionLine {
  const quantity = dispensed.find((given) => given.line === line.line)?.quantity ?? 0;
  return quantity === 0 ? line : { ...line, dispensed: line.dispensed + quantity };
}
