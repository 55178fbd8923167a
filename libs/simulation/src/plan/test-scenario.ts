import { parseMonth } from '#libs/reference';
import type { Faults, MonthTotal, Scenario } from '../scenario/scenario.js';

const ASSUMED = { source: 'made for a test', assumed: true };

/** Faults of every kind at rates high enough to be seen in a few thousand events. */
export function testFaults(changes: Partial<Faults>): Faults {
  return {
    duplicatedDelivery: { rate: 0.004 },
    lateDeposit: { rate: 0.02, daysMax: 60 },
    reordering: { windowRecords: 64 },
    refusedDeposit: {
      INS_NOT_QUALIFIED: 0.01,
      SIM_DMP_ABSENT: 0.003,
      SIM_DMP_CLOSED: 0.003,
      SIM_DMP_OPPOSED: 0.005,
      XDS_NON_IDENTICAL_HASH: 0.004,
      XDS_REGISTRY_BUSY: 0.005,
    },
    replacedDocument: { rate: 0.02 },
    changedVisibility: { rate: 0.01 },
    deletedDocument: { rate: 0.01 },
    ...changes,
  };
}

/** Sizes of a test scenario: events of each month. */
export interface TestScenarioOptions {
  /** Contiguous months such as 2023-12. */
  readonly months: readonly string[];
  readonly documents: number;
  readonly messages: number;
  readonly issued: number;
  readonly dispensed: number;
  readonly faults?: Partial<Faults>;
}

/** A scenario with all three channels, all depositing DSR and all faults. The months' totals differ by one each. */
export function testScenario(options: TestScenarioOptions): Scenario {
  const totals = (events: number): MonthTotal[] =>
    options.months.map((month, index) => ({
      month: parseMonth(month),
      events: events + index,
      ...ASSUMED,
    }));
  return {
    name: 'test',
    title: 'Test',
    description: 'Made for a test',
    scale: 1,
    dmp: {
      documents: totals(options.documents),
      shares: [
        {
          fromMonth: parseMonth('2020-01'),
          weights: { DPI: 26, PFI: 4, LGC: 17, LGO: 3, RIS: 9, SGL: 41 },
          ...ASSUMED,
        },
      ],
    },
    mssante: {
      messages: totals(options.messages),
      linkedShare: 0.6,
      citizenShare: 0.25,
      receiptRate: 0.4,
      shares: [
        {
          fromMonth: parseMonth('2020-01'),
          weights: { DPI: 40, LGC: 30, SGL: 25, RIS: 5 },
          ...ASSUMED,
        },
      ],
    },
    eprescription: {
      issued: totals(options.issued),
      linkedShare: 0.5,
      dispensed: totals(options.dispensed),
      closedRate: 0.5,
    },
    faults: testFaults(options.faults ?? {}),
  };
}

/** About 20,000 events in one month. */
export const DECEMBER: Scenario = testScenario({
  months: ['2023-12'],
  documents: 11_000,
  messages: 5_000,
  issued: 1_500,
  dispensed: 300,
});

/** Two months around the day when the clock goes forward: March 2023 has 743 hours. */
export const SPRING: Scenario = testScenario({
  months: ['2023-03', '2023-04'],
  documents: 6_000,
  messages: 3_001,
  issued: 700,
  dispensed: 500,
});

/** Four months with a day of 25 hours and the start of the strict identity gate. */
export const TURN_OF_2023: Scenario = testScenario({
  months: ['2022-10', '2022-11', '2022-12', '2023-01'],
  documents: 1_500,
  messages: 700,
  issued: 150,
  dispensed: 20,
});
