import type { RequestFact } from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';

export const LGC = SONS_SOLUTIONS.find(({ code }) => code === 'LGC-01')?.index ?? -1;
export const CLIENT = '2080010572';
export const DOCTORS: readonly string[] = ['898000312334', '898000312342'];
export const DEPARTMENT = '75';
/** 14 December 2023, 14:00 in Europe/Paris. */
export const CLOSING_MS = Date.UTC(2023, 11, 14, 13);

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2022, 5, 1);

type Body<Fact> = Fact extends RequestFact
  ? Omit<
      Fact,
      'source' | 'sequence' | 'occurredAt' | 'registeredAt' | 'client' | 'solution' | 'step'
    > &
      Partial<Pick<Fact, 'registeredAt'>>
  : never;

/** What a fact says, without the head that `history` gives it. */
export type FactBody = Body<RequestFact>;

/** Facts of one request in steps, one a month unless they say when. */
export function history(bodies: readonly FactBody[]): RequestFact[] {
  return bodies.map((body, step) => ({
    source: 'sons/test/1/0',
    sequence: step,
    occurredAt: FIRST_DAY_MS + step * 30 * DAY_MS,
    registeredAt: FIRST_DAY_MS + step * 30 * DAY_MS,
    client: CLIENT,
    solution: LGC,
    step,
    ...body,
  }));
}

/** From the order to a balance that is validated; the amounts are those of 284 € with 20 % tax. */
export function untilValidated(options: {
  readonly depositedAtMs?: number;
  readonly balanceUnits?: readonly string[];
  readonly isSigned?: boolean;
}): FactBody[] {
  const { depositedAtMs, balanceUnits = DOCTORS, isSigned = true } = options;
  const deposited = depositedAtMs === undefined ? {} : { registeredAt: depositedAtMs };
  const after = depositedAtMs === undefined ? {} : { registeredAt: depositedAtMs + DAY_MS };
  return [
    {
      record: 'OrderSigned',
      window: 'V1-CITY',
      units: DOCTORS,
      basis: 0,
      unitPrice: '284.00',
      isConditional: true,
    },
    { record: 'OrderDeposited' },
    { record: 'AdvanceRequested', units: DOCTORS },
    { record: 'AdvanceValidated' },
    { record: 'AdvancePaid', amount: '204.48' },
    { record: 'InstallationVerified', installedAt: Date.UTC(2022, 9, 1), isSigned },
    { record: 'InvoiceIssued', unitAmount: '284.00' },
    { record: 'BalanceDeposited', units: balanceUnits, mssDeployment: null, ...deposited },
    { record: 'BalanceValidated', ...after },
  ];
}
