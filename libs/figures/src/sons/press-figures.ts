import { deadlinesOf, type RequestState, type UsageAssessment } from '#libs/sons-rules';

/** The two figures of the press side by side, and what lies between them. Shares are 0 to 1; of nothing they are 0. */
export interface PressFigures {
  /** Ordered updates: requests with a signed order. */
  readonly requests: number;
  /** Doctors for LGC, clients elsewhere, of all orders. */
  readonly billingUnits: number;
  readonly belowThreshold: {
    readonly count: number;
    /** Billing units with a verdict on their documents, met or below: the denominator. */
    readonly decided: number;
    readonly share: number;
  };
  /** Of requests. Deposited, validated and paid are different things. */
  readonly balances: {
    /** First deposited before the closing. */
    readonly depositedAtClosing: number;
    /** Of all requests. */
    readonly share: number;
    readonly validated: number;
    readonly paid: number;
  };
}

/** Counts requests and verdicts. The closing of a request is the deadline of its window as known today. */
export function pressFiguresOf(
  requests: readonly RequestState[],
  assessments: readonly UsageAssessment[],
): PressFigures {
  const ordered = requests.filter(({ signedAtMs }) => signedAtMs !== null);
  const below = assessments.filter(({ verdict }) => verdict === 'below').length;
  const decided = below + assessments.filter(({ verdict }) => verdict === 'met').length;
  const deposited = ordered.filter(isDepositedInTime).length;
  return {
    requests: ordered.length,
    billingUnits: assessments.length,
    belowThreshold: { count: below, decided, share: shareOf(below, decided) },
    balances: {
      depositedAtClosing: deposited,
      share: shareOf(deposited, ordered.length),
      validated: ordered.filter(({ balanceValidatedAtMs }) => balanceValidatedAtMs !== null).length,
      paid: ordered.filter(({ balancePaidAtMs }) => balancePaidAtMs !== null).length,
    },
  };
}

function isDepositedInTime({ window, balanceFirstDepositedAtMs }: RequestState): boolean {
  if (balanceFirstDepositedAtMs === null) return false;
  const { balanceDepositedBeforeMs } = deadlinesOf(window, Infinity);
  return balanceDepositedBeforeMs === null || balanceFirstDepositedAtMs < balanceDepositedBeforeMs;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
