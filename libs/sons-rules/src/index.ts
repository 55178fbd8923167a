export {
  encodeSonsCells,
  decodeSonsCells,
  enrolmentCell,
  incentiveCell,
  lineCell,
  requestCell,
  SonsCellsError,
  usageCell,
  type SonsCell,
  type SonsCells,
} from './cells/sons-cells.js';
export {
  compareSonsCells,
  type SonsCellDifference,
  type SonsComparison,
} from './cells/compare-sons-cells.js';
export { deadlinesOf, RuleUnknownError } from './calendar/deadlines.js';
export {
  CALENDAR_VERSION,
  RULE_VERSIONS,
  type Deadlines,
  type RuleVersion,
} from './calendar/rule-versions.js';
export {
  MSS_DEPLOYMENT_FROM_MS,
  needsMssDeployment,
  SONS_WINDOWS,
  UnknownWindowError,
  windowOfCode,
  type SonsWindow,
  type SonsWindowCode,
} from './calendar/windows.js';
export {
  entitlementOf,
  type EntitlementReason,
  type UnitEntitlement,
} from './entitlement/entitlement.js';
export {
  incentiveLineOf,
  type IncentiveLine,
  type IncentiveOutcome,
  type IncentiveRefusal,
  type IncentiveRefusalReason,
} from './incentives/incentive-line.js';
export { INCENTIVE_SCHEMES, SUN_ES_PERIODS } from './incentives/incentive-schemes.js';
export type { LineKind, PayoutLine } from './ledger/payout-line.js';
export { ADVANCE_SHARES, advancePermille } from './money/advance-shares.js';
export { capCents, CAPS, LGO_BANDS, SGL_BANDS, type Cap, type CapBand } from './money/caps.js';
export { AmountError, formatEuros, parseEuros } from './money/euros.js';
export { roundHalfUp } from './money/rounding.js';
export { SAS_FORFAIT } from './money/sas-forfait.js';
export { taxed, type TaxedAmount } from './money/taxed.js';
export { VAT_RATES, vatPermilleOf } from './money/vat.js';
export { billingUnitsOf } from './request/billing-units.js';
export { checkFact, type KnownClients } from './request/check-fact.js';
export {
  evolveRequest,
  refuseFact,
  RequestFactMisplacedError,
  type Evolution,
} from './request/evolve-request.js';
export type { FactRefusal, FactRefusalReason } from './request/fact-refusal.js';
export { newRequest } from './request/new-request.js';
export type { RequestState, RequestStatus } from './request/request-state.js';
export { assessUsage, ThresholdOutOfRangeError } from './usage/assess-usage.js';
export {
  countingFingerprint,
  DEFAULT_COUNTING,
  eligibleTypeTable,
  type CountingParameters,
} from './usage/counting.js';
export { insertInstant } from './usage/insert-instant.js';
export { DEFAULT_USAGE, USAGE_PARAMETERS, type UsageParameter } from './usage/usage-parameters.js';
export {
  INSTANTS_KEPT_MAX,
  type UnitInstants,
  type UsageAssessment,
  type UsageGrain,
  type UsageParameters,
  type UsageVerdict,
} from './usage/usage-types.js';
