import {
  admissibleAttempt,
  DMP_STATUS,
  IDENTITY_STATUS,
  INS_OID,
  QUALIFIED_ONLY_FROM_2023,
  REFUSAL,
  REFUSAL_REASONS,
  refusalOfCode,
  refusalOfSymbol,
  REGISTRY_OUTCOME,
  type AdmissionAttempt,
} from '#libs/admission';
import type { Faults } from '../scenario/scenario.js';
import { wholeRate } from './apportion.js';

/**
 * Attempts that come on top of the accepted documents, by kind: the refusals in the order of their
 * code, then the changes of a document.
 */
export const EXTRA = {
  replaced: REFUSAL_REASONS.length,
  visibilityChanged: REFUSAL_REASONS.length + 1,
  deleted: REFUSAL_REASONS.length + 2,
} as const;

const EXTRA_KINDS = REFUSAL_REASONS.length + 3;

/** Extras must stay fewer than the documents they refer to. */
const RATES_BELOW = 0.5;

/** Rates that the interleaving of attempts cannot carry. */
export class FaultRatesError extends Error {
  /** Bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(sum: number) {
    super(
      `fault rates: expected a sum below ${RATES_BELOW} over refused, replaced, masked and deleted documents, got ${sum}; see "faults" in the scenario`,
    );
    this.name = new.target.name;
  }
}

/** What admission decided is not what the plan intended: a bug, never bad input. */
export class AdmissionContradictionError extends Error {
  constructor(intended: number, decided: number) {
    const name = (code: number): string => (code === 0 ? 'accepted' : refusalOfCode(code).symbol);
    super(`the plan intended ${name(intended)}, admission decided ${name(decided)}`);
    this.name = new.target.name;
  }
}

/** Whether an extra of this kind is a refused attempt; its refusal code is then the kind plus one. */
export function isRefusal(extraKind: number): boolean {
  return extraKind < EXTRA.replaced;
}

/** The rate of each kind of extra. Throws FaultRatesError. */
export function extraRates(faults: Faults): Float64Array {
  const rates = new Float64Array(EXTRA_KINDS);
  for (const [symbol, rate] of Object.entries(faults.refusedDeposit)) {
    rates[refusalOfSymbol(symbol).code - 1] = rate;
  }
  rates[EXTRA.replaced] = faults.replacedDocument.rate;
  rates[EXTRA.visibilityChanged] = faults.changedVisibility.rate;
  rates[EXTRA.deleted] = faults.deletedDocument.rate;
  const sum = rates.reduce((total, rate) => total + rate, 0);
  if (!(sum < RATES_BELOW)) throw new FaultRatesError(sum);
  return rates;
}

/**
 * Extras of each kind in a month with so many accepted documents. As long as an unqualified identity
 * is tolerated nothing is refused for it.
 */
export function extrasOfMonth(
  documents: number,
  rates: Float64Array,
  startMs: number,
): Uint32Array {
  const counts = Uint32Array.from(rates, (rate) => wholeRate(documents, rate));
  if (startMs < QUALIFIED_ONLY_FROM_2023.qualifiedOnlyFromMs)
    counts[REFUSAL.insNotQualified - 1] = 0;
  return counts;
}

/** What is wrong with an attempt that is refused for each reason. */
const SPOILT: Readonly<Record<number, Partial<AdmissionAttempt>>> = {
  [REFUSAL.insNotQualified]: { identityStatus: IDENTITY_STATUS.validated },
  [REFUSAL.insKeyInvalid]: { isInsKeyValid: false },
  [REFUSAL.insOidNotAllowed]: { insOid: INS_OID.other },
  [REFUSAL.traitsMismatch]: { hasMatchingTraits: false },
  [REFUSAL.dmpAbsent]: { dmpStatus: DMP_STATUS.absent },
  [REFUSAL.dmpClosed]: { dmpStatus: DMP_STATUS.closed },
  [REFUSAL.dmpOpposed]: { dmpStatus: DMP_STATUS.opposed },
  [REFUSAL.nonIdenticalHash]: { registryOutcome: REGISTRY_OUTCOME.nonIdenticalHash },
  [REFUSAL.missingDocumentMetadata]: { registryOutcome: REGISTRY_OUTCOME.missingDocumentMetadata },
  [REFUSAL.registryMetadataError]: { registryOutcome: REGISTRY_OUTCOME.metadataError },
  [REFUSAL.registryDeprecatedDocument]: { registryOutcome: REGISTRY_OUTCOME.deprecatedDocument },
  [REFUSAL.registryBusy]: { registryOutcome: REGISTRY_OUTCOME.busy },
  [REFUSAL.emptyDocument]: { isDocumentEmpty: true },
};

/** An attempt with the attributes that a refusal is intended from. */
export function attemptToRefuse(code: number, registeredAtMs: number): AdmissionAttempt {
  return { ...admissibleAttempt(registeredAtMs), ...SPOILT[code] };
}
