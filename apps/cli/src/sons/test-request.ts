import type { RequestFact } from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';
import type { StoredFact } from '#libs/store';

export const LGC = SONS_SOLUTIONS.find(({ code }) => code === 'LGC-01')?.index ?? -1;
export const CLIENT = '2080010572';
export const DOCTOR = '898000312334';
const FIRST_DAY_MS = Date.UTC(2022, 5, 1);

/** Registration of a step: one a day. */
export function dayOfStep(step: number): number {
  return FIRST_DAY_MS + step * 86_400_000;
}

type Body<Fact> = Fact extends RequestFact
  ? Omit<
      Fact,
      'source' | 'sequence' | 'occurredAt' | 'registeredAt' | 'client' | 'solution' | 'step'
    >
  : never;

/** Facts of one request of one doctor as they are stored, each a day after the one before. */
export function storedFacts(bodies: readonly Body<RequestFact>[]): StoredFact[] {
  return bodies.map((body, step) => ({
    fact: {
      source: 'sons/test/1/0',
      sequence: step,
      occurredAt: dayOfStep(step),
      registeredAt: dayOfStep(step),
      client: CLIENT,
      solution: LGC,
      step,
      ...body,
    },
    outcome: 'applied',
    reason: null,
  }));
}

/** From the order to an installation, the advance of 284 € paid. */
export const UNTIL_INSTALLED: readonly Body<RequestFact>[] = [
  {
    record: 'OrderSigned',
    window: 'V1-CITY',
    units: [DOCTOR],
    basis: 0,
    unitPrice: '284.00',
    isConditional: true,
  },
  { record: 'OrderDeposited' },
  { record: 'AdvanceRequested', units: [DOCTOR] },
  { record: 'AdvanceValidated' },
  { record: 'AdvancePaid', amount: '102.24' },
  { record: 'InstallationVerified', installedAt: dayOfStep(5), isSigned: true },
];
