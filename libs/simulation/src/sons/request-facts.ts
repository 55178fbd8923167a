import type { RequestFact } from '#libs/events';
import { DEPARTMENTS, referencingStatus } from '#libs/reference';
import {
  advancePermille,
  capCents,
  evolveRequest,
  formatEuros,
  LGO_BANDS,
  newRequest,
  roundHalfUp,
  taxed,
  vatPermilleOf,
  type PayoutLine,
  type RequestState,
} from '#libs/sons-rules';
import { known } from '../plan/known.js';
import { outlineOf, type Outline, type PlannedStep } from './outline.js';
import { balanceUnitsOf, perimeterOf, type Perimeter } from './perimeter.js';
import type { PlannedRequest } from './planned-request.js';

/** How far inside its band every turnover lies: less than any band is wide. */
const TURNOVER_IN_BAND_CENTS = 5_000_000;

/** A fact that the rules refuse although the plan made it: a bug, never bad input. */
class PlannedFactRefusedError extends Error {
  constructor(fact: RequestFact, reason: string) {
    super(
      `sons plan: expected ${fact.record} ${fact.client}/${fact.solution}/${fact.step} to be applied, came ${reason}; see libs/simulation/src/sons`,
    );
    this.name = new.target.name;
  }
}

/** The facts of one request, their heads still without source and sequence, and what they lead to. */
export interface RequestStory {
  readonly facts: readonly RequestFact[];
  readonly state: RequestState;
  readonly lines: readonly PayoutLine[];
}

/** Writes the facts of a request and applies them. Throws PlannedFactRefusedError. */
export function storyOf(request: PlannedRequest): RequestStory {
  const outline = outlineOf(request);
  const writer = new FactWriter(request, outline);
  const facts = outline.steps.map((step, place) => writer.write(step, place));
  const department = departmentOf(request);
  const lines: PayoutLine[] = [];
  let state = newRequest(writer.perimeter.client, request.solution);
  for (const fact of facts) {
    const evolution = evolveRequest(state, fact, department);
    const { refusal } = evolution;
    if (refusal !== undefined) {
      throw new PlannedFactRefusedError(fact, `${refusal.reason}: ${refusal.detail}`);
    }
    state = evolution.state;
    lines.push(...evolution.lines);
  }
  return { facts, state, lines };
}

function departmentOf({ client }: PlannedRequest): string {
  return known(DEPARTMENTS[client.department]).code;
}

/** Amounts of one billing unit, cents, tax included. */
interface UnitAmounts {
  readonly advanceCents: number;
  readonly balanceCents: number;
}

class FactWriter {
  readonly perimeter: Perimeter;
  readonly #basis: number;
  readonly #priceCents: number;
  readonly #amounts: UnitAmounts;
  readonly #balanceUnits: readonly string[];

  constructor(
    private readonly request: PlannedRequest,
    private readonly instants: Outline,
  ) {
    this.perimeter = perimeterOf(request);
    this.#basis = basisOf(request);
    const unitCapCents = capCents(request.dsr, this.#basis);
    this.#priceCents = roundHalfUp(unitCapCents * request.pricePerMille, 1_000);
    this.#amounts = amountsOf(request, Math.min(this.#priceCents, unitCapCents));
    this.#balanceUnits = balanceUnitsOf(request, this.perimeter.units);
  }

  write(step: PlannedStep, place: number): RequestFact {
    const head = {
      source: '',
      sequence: 0,
      occurredAt: step.atMs,
      registeredAt: step.registeredMs,
      client: this.perimeter.client,
      solution: this.request.solution,
      step: place,
    };
    const { record } = step;
    const { units } = this.perimeter;
    switch (record) {
      case 'OrderSigned':
        return { record, ...head, ...this.#order(step.registeredMs), units };
      case 'AdvanceRequested':
        return { record, ...head, units };
      case 'AdvancePaid':
        return { record, ...head, amount: formatEuros(this.#advanceCents(units)) };
      case 'InstallationVerified':
        return {
          record,
          ...head,
          installedAt: known(this.instants.installedMs),
          isSigned: step.isSigned,
        };
      case 'InvoiceIssued':
        return { record, ...head, unitAmount: formatEuros(this.#priceCents) };
      case 'BalanceDeposited':
        return { record, ...head, units: this.#balanceUnits, mssDeployment: null };
      case 'BalancePaid':
        return { record, ...head, ...this.#balancePayment() };
      case 'BalanceRefused':
        return { record, ...head, reason: this.#reason() };
      case 'PaymentRecovered':
        return { record, ...head, units: this.#balanceUnits, amount: this.#recovered() };
      case 'ObstacleReported':
        return { record, ...head, cause: known(this.request.obstacle) };
      case 'OrderDeposited':
      case 'AdvanceToAmend':
      case 'AdvanceValidated':
      case 'BalanceIncomplete':
      case 'BalanceToAmend':
      case 'BalanceValidated':
      case 'ControlOpened':
        return { record, ...head };
    }
  }

  #order(signedMs: number) {
    return {
      window: this.request.window,
      basis: this.#basis,
      unitPrice: formatEuros(this.#priceCents),
      isConditional: referencingStatus(this.request.solution, signedMs) === 'not_referenced',
    };
  }

  #advanceCents(units: readonly string[]): number {
    return this.#billed(units) * this.#amounts.advanceCents;
  }

  #balancePayment(): { units: readonly string[]; amount: string } {
    const units = this.#paidUnits();
    const left = this.#billed(this.perimeter.units) - this.#billed(this.#balanceUnits);
    const cents = this.#billed(units) * this.#amounts.balanceCents;
    return { units, amount: formatEuros(cents - left * this.#amounts.advanceCents) };
  }

  /** The doctors who met the threshold; every unit of any other client, or when nobody looked. */
  #paidUnits(): readonly string[] {
    const { dsr, decision, documents } = this.request;
    if (dsr !== 'LGC' || decision === 'paid_below_threshold') return this.#balanceUnits;
    return this.#balanceUnits.filter((_, unit) => documents[unit]?.isBelow === false);
  }

  /** Everything that was paid and not taken back before. */
  #recovered(): string {
    const advances = this.#advanceCents(this.#balanceUnits);
    return formatEuros(advances + this.#billed(this.#paidUnits()) * this.#amounts.balanceCents);
  }

  #reason() {
    if (this.request.balance === 'late') return 'AFTER_DEADLINE' as const;
    return this.request.decision === 'never_signed'
      ? ('VERIFICATION_UNSIGNED' as const)
      : ('BELOW_USAGE_THRESHOLD' as const);
  }

  /** How many are billed for units of the perimeter. */
  #billed(units: readonly string[]): number {
    return this.request.dsr === 'LGC' ? units.length : Math.min(1, units.length);
  }
}

/** Computed apart from the ledger's own lines, which must come to the same. */
function amountsOf(request: PlannedRequest, payableCents: number): UnitAmounts {
  const vatPermille = vatPermilleOf(departmentOf(request));
  const advance = roundHalfUp(payableCents * advancePermille(request.dsr), 1_000);
  return {
    advanceCents: taxed(advance, vatPermille).inclTaxCents,
    balanceCents: taxed(payableCents - advance, vatPermille).inclTaxCents,
  };
}

/** What the cap depends on: a pharmacy's reimbursed turnover in cents, a laboratory group's sites. */
function basisOf({ dsr, client, turnoverPlace }: PlannedRequest): number {
  if (dsr === 'SGL') return client.sites.length;
  return dsr === 'LGO' ? turnoverCents(turnoverPlace) : 0;
}

/** A turnover inside the band that holds a place among the pharmacies: bands get exactly their share. */
function turnoverCents(place: number): number {
  let permilleBelow = 0;
  let fromCents = 0;
  for (const { basisBelow, clientsPermille } of LGO_BANDS) {
    permilleBelow += clientsPermille;
    if (place * 1_000 < permilleBelow || basisBelow === null) break;
    fromCents = basisBelow;
  }
  return fromCents + TURNOVER_IN_BAND_CENTS;
}
