import type {
  CancelPrescription,
  DispensePrescription,
  IssuePrescription,
  PrescriptionCommand,
} from './commands.js';
import { contentOf } from './commands.js';
import { decide, type Decision } from './decide.js';
import { evolve, type Prescription } from './prescription.js';

export const ISSUED_AT_MS = Date.UTC(2023, 11, 5, 9, 30);
export const NUMBER = 'SIM-00000000011';
export const PRESCRIBER = '810101234567';
export const PHARMACY = '1350000022';
export const OTHER_PHARMACY = '1350000030';
const MINUTE_MS = 60_000;

/** Two lines: three boxes and one box. */
const LINES = [
  { line: 1, medication: 'Exemplamol 1 g', quantity: 3 },
  { line: 2, medication: 'Fictivir 20 mg', quantity: 1 },
] as const;

export function issue(changes: Partial<IssuePrescription> = {}): IssuePrescription {
  const command = {
    type: 'issue',
    prescriber: PRESCRIBER,
    idempotencyKey: 'visit-1',
    occurredAtMs: ISSUED_AT_MS,
    lines: LINES,
    ...changes,
  } as const;
  return { ...command, content: changes.content ?? contentOf(command) };
}

/** Hands out lines, given as `{ line: quantity }`. */
export function dispense(
  dispensation: string,
  quantities: Readonly<Record<number, number>>,
  changes: Partial<DispensePrescription> = {},
): DispensePrescription {
  const lines = Object.entries(quantities).map(([line, quantity]) => ({
    line: Number(line),
    quantity,
  }));
  const command = {
    type: 'dispense',
    pharmacy: PHARMACY,
    dispensation,
    occurredAtMs: ISSUED_AT_MS + MINUTE_MS,
    lines,
    ...changes,
  } as const;
  return { ...command, content: changes.content ?? contentOf(command) };
}

export function cancel(prescriber: string = PRESCRIBER): CancelPrescription {
  return { type: 'cancel', prescriber };
}

export const expire = { type: 'expire' } as const;

/** The base's instant of a command that says nothing else: five minutes after the prescription. */
export const NOW_MS = ISSUED_AT_MS + 5 * MINUTE_MS;

export function decideAt(
  state: Prescription | undefined,
  command: PrescriptionCommand,
  nowMs: number = NOW_MS,
): Decision {
  return decide(state, command, { nowMs, nextNumber: NUMBER });
}

/** The prescription after commands, those that are refused or repeated left out. */
export function given(...commands: readonly PrescriptionCommand[]): Prescription | undefined {
  return commands.reduce<Prescription | undefined>(
    (state, command) => after(state, decideAt(state, command)),
    undefined,
  );
}

/** The prescription after a decision. */
export function after(
  state: Prescription | undefined,
  decision: Decision,
): Prescription | undefined {
  return decision.kind === 'accepted'
    ? decision.facts.reduce<Prescription | undefined>(evolve, state)
    : state;
}

/** Facts of a decision in short: `issued`, `dispensed COMPLETE`, `closed EXPIRED`; or the refusal's symbol, or `repeated`. */
export function summary(decision: Decision): string[] {
  if (decision.kind === 'repeated') return ['repeated'];
  if (decision.kind === 'refused') return [decision.refusal.symbol];
  return decision.facts.map((fact) => {
    if (fact.type === 'issued') return 'issued';
    return fact.type === 'closed'
      ? `closed ${fact.reason}`
      : `dispensed ${fact.dispensation.scope}`;
  });
}
