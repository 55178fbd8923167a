import type {
  CancelPrescription,
  DispensePrescription,
  IssuePrescription,
  PrescriptionCommand,
} from './commands.js';
import { CLOCK_AHEAD_MS_MAX, DISPENSATIONS_MAX, validUntilMs } from './limits.js';
import {
  isOpen,
  remainingOf,
  statusAt,
  type ClosingReason,
  type Dispensation,
  type DispensedLine,
  type Prescription,
  type PrescriptionFact,
  type PrescriptionLine,
} from './prescription.js';
import type { LineFault, Refusal, RefusalSymbol } from './refusals.js';

/** What the base answers to a command. */
export type Decision =
  /** What happens; nothing does when the sweep meets a prescription that needs no closing. */
  | { readonly kind: 'accepted'; readonly facts: readonly PrescriptionFact[] }
  /** The command was carried out before: the answer is that of the first time, and nothing happens. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a decision is made on beside the prescription. */
export interface DecisionSetting {
  /** The base's instant, milliseconds since 1970. Its clock decides, not the caller's. */
  readonly nowMs: number;
  /** Number for a prescription that is issued; used by `issue` alone. */
  readonly nextNumber: string;
}

/**
 * Decides one command on one prescription; pure.
 *
 * @param state the prescription that the command is about: by number, or, for `issue`, the one that
 *   the prescriber issued under the same idempotency key; undefined when there is none
 */
export function decide(
  state: Prescription | undefined,
  command: PrescriptionCommand,
  setting: DecisionSetting,
): Decision {
  if (command.type === 'issue') return decideIssue(state, command, setting);
  if (state === undefined) return refused('PRESCRIPTION_UNKNOWN', 'a number of this base', 'none');
  switch (command.type) {
    case 'dispense':
      return decideDispense(state, command, setting.nowMs);
    case 'cancel':
      return decideCancel(state, command, setting.nowMs);
    case 'expire':
      return decideExpire(state, setting.nowMs);
  }
}

function decideIssue(
  state: Prescription | undefined,
  command: IssuePrescription,
  { nowMs, nextNumber }: DecisionSetting,
): Decision {
  const { prescriber, idempotencyKey, content, lines } = command;
  const occurredAtMs = command.occurredAtMs ?? nowMs;
  if (state !== undefined) {
    if (state.content === content) return { kind: 'repeated' };
    const expected = `the content of prescription ${state.number}, or another idempotency key`;
    return refused('IDEMPOTENCY_KEY_REUSED', expected, 'another content');
  }
  if (isInFuture(occurredAtMs, nowMs)) return refusedFuture(occurredAtMs, nowMs);
  const until = validUntilMs(occurredAtMs);
  if (nowMs >= until) {
    const expected = `a validity that ends after ${instant(nowMs)}`;
    return refused('ISSUED_TOO_LATE', expected, instant(until));
  }
  return accepted({
    type: 'issued',
    number: nextNumber,
    prescriber,
    idempotencyKey,
    content,
    occurredAtMs,
    validUntilMs: until,
    lines,
  });
}

function decideDispense(
  state: Prescription,
  command: DispensePrescription,
  nowMs: number,
): Decision {
  const { pharmacy, dispensation, content, occurredAtMs, lines } = command;
  const known = findDispensation(state, command);
  // Before the state of the prescription: a retry gets its answer also when all is over.
  if (known !== undefined) {
    if (known.content === content) return { kind: 'repeated' };
    const expected = 'the content of the first time, or another name';
    return refused('DISPENSATION_REUSED', expected, 'another content');
  }
  const stopped = closedRefusal(state, nowMs) ?? timeRefusal(state, occurredAtMs, nowMs);
  if (stopped !== undefined) return stopped;
  if (state.dispensations.length >= DISPENSATIONS_MAX) {
    const expected = `at most ${DISPENSATIONS_MAX} dispensations`;
    return refused('TOO_MANY_DISPENSATIONS', expected, 'one more');
  }
  const faults = lineFaults(state, lines);
  const [first] = faults;
  if (first !== undefined) {
    const { symbol, expected, came } = first;
    return { kind: 'refused', refusal: { symbol, expected, came, lines: faults } };
  }
  const isComplete = state.lines.every((line) => remainingOf(line) === quantityOf(line, lines));
  const scope = isComplete ? 'COMPLETE' : 'PARTIAL';
  const dispensed: PrescriptionFact = {
    type: 'dispensed',
    dispensation: { pharmacy, dispensation, content, scope, lines, registeredAtMs: nowMs },
  };
  return isComplete ? accepted(dispensed, closing('DISPENSED', nowMs)) : accepted(dispensed);
}

function decideCancel(
  state: Prescription,
  { prescriber }: CancelPrescription,
  nowMs: number,
): Decision {
  if (prescriber !== state.prescriber) {
    return refused('NOT_THE_PRESCRIBER', 'its prescriber', 'somebody else');
  }
  if (state.status === 'cancelled') return { kind: 'repeated' };
  const units = state.lines.reduce((sum, { dispensed }) => sum + dispensed, 0);
  if (units > 0) return refused('ALREADY_DISPENSED', 'nothing dispensed', `${units} units`);
  return closedRefusal(state, nowMs) ?? accepted(closing('CANCELLED', nowMs));
}

function decideExpire(state: Prescription, nowMs: number): Decision {
  const isDue = isOpen(state) && nowMs >= state.validUntilMs;
  return isDue ? accepted(closing('EXPIRED', nowMs)) : accepted();
}

/** The dispensation that a pharmacy has named so before. */
export function findDispensation<Act extends Dispensation>(
  { dispensations }: { readonly dispensations: readonly Act[] },
  wanted: Pick<Dispensation, 'pharmacy' | 'dispensation'>,
): Act | undefined {
  return dispensations.find(
    ({ pharmacy, dispensation }) =>
      pharmacy === wanted.pharmacy && dispensation === wanted.dispensation,
  );
}

function closedRefusal(state: Prescription, nowMs: number): Decision | undefined {
  const status = statusAt(state, nowMs);
  switch (status) {
    case 'issued':
    case 'partially-dispensed':
      return undefined;
    case 'dispensed':
      return refused('PRESCRIPTION_DISPENSED', 'an open prescription', status);
    case 'cancelled':
      return refused('PRESCRIPTION_CANCELLED', 'an open prescription', status);
    case 'expired': {
      const expected = `an instant before ${instant(state.validUntilMs)}`;
      return refused('PRESCRIPTION_EXPIRED', expected, instant(nowMs));
    }
  }
}

function timeRefusal(
  state: Prescription,
  occurredAtMs: number | null,
  nowMs: number,
): Decision | undefined {
  // The base's own instant follows the prescription, whatever the prescriber's clock said.
  if (occurredAtMs === null) return undefined;
  if (isInFuture(occurredAtMs, nowMs)) return refusedFuture(occurredAtMs, nowMs);
  if (occurredAtMs >= state.occurredAtMs) return undefined;
  const expected = `an instant from ${instant(state.occurredAtMs)} on`;
  return refused('OCCURRED_BEFORE_ISSUE', expected, instant(occurredAtMs));
}

/** Every line at fault, in the order of the dispensation. */
function lineFaults(state: Prescription, asked: readonly DispensedLine[]): LineFault[] {
  return asked.flatMap(({ line: number, quantity }, index) => {
    const fault = (symbol: RefusalSymbol, expected: string, came: string): LineFault[] => [
      { index, symbol, expected, came },
    ];
    const line = state.lines.find((candidate) => candidate.line === number);
    if (line === undefined) {
      return fault('LINE_UNKNOWN', `a line from 1 to ${state.lines.length}`, String(number));
    }
    if (asked.findIndex((other) => other.line === number) < index) {
      return fault('LINE_REPEATED', 'each line once', `line ${number} again`);
    }
    const remaining = remainingOf(line);
    if (remaining === 0) {
      return fault('LINE_EXECUTED', 'a line with something left', `line ${number}, executed`);
    }
    if (quantity > remaining) {
      return fault('QUANTITY_EXCEEDED', `at most ${remaining} of line ${number}`, `${quantity}`);
    }
    return [];
  });
}

function quantityOf({ line }: PrescriptionLine, asked: readonly DispensedLine[]): number {
  return asked.find((given) => given.line === line)?.quantity ?? 0;
}

function isInFuture(occurredAtMs: number, nowMs: number): boolean {
  return occurredAtMs > nowMs + CLOCK_AHEAD_MS_MAX;
}

function refusedFuture(occurredAtMs: number, nowMs: number): Decision {
  const expected = `at most ${CLOCK_AHEAD_MS_MAX / 1000} s after ${instant(nowMs)}`;
  return refused('OCCURRED_IN_FUTURE', expected, instant(occurredAtMs));
}

function closing(reason: ClosingReason, atMs: number): PrescriptionFact {
  return { type: 'closed', reason, atMs };
}

function accepted(...facts: PrescriptionFact[]): Decision {
  return { kind: 'accepted', facts };
}

function refused(symbol: RefusalSymbol, expected: string, came: string): Decision {
  return { kind: 'refused', refusal: { symbol, expected, came, lines: [] } };
}

function instant(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString({ fractionalSecondDigits: 3 });
}
