import { DSRS, type SonsDsrCode } from '#libs/reference';
import { billingUnitsOf, isBilledPerDoctor, solutionOfRequest } from '../request/billing-units.js';
import { rulesKnownOn } from '../request/known-rules.js';
import type { RequestState } from '../request/request-state.js';
import {
  INSTANTS_KEPT_MAX,
  type UnitInstants,
  type UsageAssessment,
  type UsageParameters,
  type UsageVerdict,
} from './usage-types.js';

/** A threshold that the instants kept cannot decide. */
export class ThresholdOutOfRangeError extends Error {
  constructor(threshold: number) {
    super(
      `usage threshold: expected a whole number from 1 to ${INSTANTS_KEPT_MAX}, came ${threshold}; see INSTANTS_KEPT_MAX`,
    );
    this.name = new.target.name;
  }
}

/**
 * Usage of each billing unit of the order, in its order; none for a request without an order. A unit
 * that left the perimeter has no balance, and so no verdict but `balance_not_deposited`.
 *
 * @param instantsOf documents of a perimeter unit of the order; undefined when there are none
 * @throws ThresholdOutOfRangeError
 */
export function assessUsage(
  state: RequestState,
  instantsOf: (unit: string) => UnitInstants | undefined,
  parameters: UsageParameters,
): UsageAssessment[] {
  const { threshold } = parameters;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > INSTANTS_KEPT_MAX) {
    throw new ThresholdOutOfRangeError(threshold);
  }
  const inBalance = new Set(billingUnitsOf(state, state.balanceUnits));
  const window = windowOfRequest(state, parameters);
  return billingUnitsOf(state, state.units).map((unit) => {
    const blocked = verdictWithoutWindow(state, parameters, inBalance.has(unit));
    if (blocked !== undefined) return uncounted(state, unit, threshold, blocked);
    const instants = unitsCountedFor(state, unit, parameters).map(instantsOf);
    const documents = documentsInside(window, instants, parameters);
    return counted(state, unit, { window, documents, threshold });
  });
}

/** Both ends are inclusive. */
interface UsageWindow {
  readonly fromMs: number;
  /** Infinity while it has no end. */
  readonly toMs: number;
}

/** DSR whose solutions deposit nothing themselves: identity referential and LOINC transcoder. Assumed. */
const WITHOUT_DEPOSITS: ReadonlySet<SonsDsrCode> = new Set<SonsDsrCode>(
  DSRS.filter(({ isDepositing }) => !isDepositing).map(({ code }) => code),
);

function verdictWithoutWindow(
  state: RequestState,
  { windowEnd }: UsageParameters,
  isInBalance: boolean,
): UsageVerdict | undefined {
  if (WITHOUT_DEPOSITS.has(solutionOfRequest(state).dsr)) return 'not_applicable';
  if (state.installedAtMs === null) return 'not_installed';
  return windowEnd === 'balance_deposited' && !isInBalance ? 'balance_not_deposited' : undefined;
}

function windowOfRequest(state: RequestState, parameters: UsageParameters): UsageWindow {
  const start = parameters.windowStart === 'order' ? state.signedAtMs : state.installedAtMs;
  const endMs =
    parameters.windowEnd === 'closing'
      ? lastInstantOfWindow(state.window, parameters.rulesKnownOnMs)
      : (state.balanceDepositedAtMs ?? Infinity);
  return { fromMs: start ?? Infinity, toMs: Math.min(endMs, parameters.documentsUntilMs) };
}

/** Last instant before the balance's deadline as known then; Infinity where no deadline was known. */
function lastInstantOfWindow(window: string, rulesKnownOnMs: number): number {
  const deadlineMs = rulesKnownOn(window, rulesKnownOnMs)?.balanceDepositedBeforeMs ?? Infinity;
  return deadlineMs - 1;
}

/** Perimeter units whose documents count for a billing unit. */
function unitsCountedFor(
  state: RequestState,
  unit: string,
  { grain }: UsageParameters,
): readonly string[] {
  const isAlone = grain === 'default' && isBilledPerDoctor(solutionOfRequest(state).dsr);
  return isAlone ? [unit] : state.units;
}

/** Exact up to INSTANTS_KEPT_MAX: what each list lacks is later than that many documents. */
function documentsInside(
  { fromMs, toMs }: UsageWindow,
  units: readonly (UnitInstants | undefined)[],
  { windowStart }: UsageParameters,
): number {
  let documents = 0;
  for (const unit of units) {
    const instants = (windowStart === 'order' ? unit?.fromOrder : unit?.fromInstallation) ?? [];
    for (const atMs of instants) {
      if (atMs >= fromMs && atMs <= toMs) documents += 1;
    }
  }
  return Math.min(documents, INSTANTS_KEPT_MAX);
}

interface Count {
  readonly window: UsageWindow;
  readonly documents: number;
  readonly threshold: number;
}

function counted(
  state: RequestState,
  unit: string,
  { window, documents, threshold }: Count,
): UsageAssessment {
  const isBelow = documents < threshold;
  return {
    client: state.client,
    solution: state.solution,
    unit,
    documents,
    isCapped: documents === INSTANTS_KEPT_MAX,
    threshold,
    windowFromMs: window.fromMs,
    windowToMs: window.toMs === Infinity ? null : window.toMs,
    distance: documents - threshold,
    verdict: isBelow ? 'below' : 'met',
    cause: isBelow ? (state.obstacle ?? 'not reported') : null,
  };
}

function uncounted(
  state: RequestState,
  unit: string,
  threshold: number,
  verdict: UsageVerdict,
): UsageAssessment {
  return {
    client: state.client,
    solution: state.solution,
    unit,
    documents: 0,
    isCapped: false,
    threshold,
    windowFromMs: null,
    windowToMs: null,
    distance: -threshold,
    verdict,
    cause: null,
  };
}
