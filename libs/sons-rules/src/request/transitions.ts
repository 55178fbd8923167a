import type { RequestFact } from '#libs/events';
import { refusal, type FactRefusal } from './fact-refusal.js';
import type { RequestState, RequestStatus } from './request-state.js';

type FactName = RequestFact['record'];

/** Statuses on the way to a paid advance, where a balance comes too soon. */
const BEFORE_ADVANCE: readonly RequestStatus[] = [
  'order_signed',
  'order_deposited',
  'advance_requested',
  'advance_to_amend',
  'advance_validated',
];

const AFTER_ADVANCE: readonly RequestStatus[] = [
  'advance_paid',
  'balance_incomplete',
  'balance_deposited',
  'balance_to_amend',
  'balance_validated',
  'balance_paid',
  'balance_refused',
  'control_opened',
  'recovered',
];

const AFTER_ORDER: readonly RequestStatus[] = [...BEFORE_ADVANCE, ...AFTER_ADVANCE];
const AFTER_ORDER_DEPOSIT = AFTER_ORDER.filter((status) => status !== 'order_signed');

/**
 * Statuses that each fact may come in. Source of the chain: FAQ of the ASP and industriels.esante.gouv.fr
 * (incomplete, deposited, validated, to amend, decided and paid). Assumed: what follows a recovery
 * (nothing), and that a balance which is incomplete has to be deposited before it can be refused.
 */
const ALLOWED: Readonly<Record<FactName, readonly RequestStatus[]>> = {
  OrderSigned: ['none'],
  OrderDeposited: ['order_signed'],
  AdvanceRequested: ['order_deposited', 'advance_to_amend'],
  AdvanceToAmend: ['advance_requested'],
  AdvanceValidated: ['advance_requested'],
  AdvancePaid: ['advance_validated'],
  InstallationVerified: AFTER_ORDER_DEPOSIT,
  InvoiceIssued: AFTER_ORDER_DEPOSIT,
  BalanceIncomplete: ['advance_paid', 'balance_incomplete'],
  BalanceDeposited: ['advance_paid', 'balance_incomplete', 'balance_to_amend'],
  BalanceToAmend: ['balance_deposited'],
  BalanceValidated: ['balance_deposited'],
  BalancePaid: ['balance_validated'],
  BalanceRefused: ['balance_deposited', 'balance_to_amend', 'balance_validated'],
  ControlOpened: ['balance_paid'],
  PaymentRecovered: ['control_opened'],
  ObstacleReported: AFTER_ORDER,
};

/** Why the status does not allow the fact; undefined when it does. */
export function transitionRefusal(
  { status }: RequestState,
  record: FactName,
): FactRefusal | undefined {
  if (ALLOWED[record].includes(status)) return undefined;
  if (isStartOfBalance(record) && BEFORE_ADVANCE.includes(status)) {
    return refusal('ADVANCE_NOT_PAID', 'an advance decided and paid', `${record} in ${status}`);
  }
  const allowed = factsAllowedIn(status).join(', ');
  return refusal('ILLEGAL_TRANSITION', `after ${status} one of ${allowed}`, record);
}

function isStartOfBalance(record: FactName): boolean {
  return record === 'BalanceIncomplete' || record === 'BalanceDeposited';
}

/** The same table read by status. */
function factsAllowedIn(status: RequestStatus): string[] {
  return Object.entries(ALLOWED)
    .filter(([, statuses]) => statuses.includes(status))
    .map(([record]) => record);
}
