import type { ObstacleSymbol } from '#libs/events';
import type { DsrCode } from '#libs/reference';
import type { SonsShare } from './sons-shares.js';

/** A figure of a scenario, with where it comes from. */
export interface Provenance {
  /** The published source, or the reasoning behind an assumption. */
  readonly source: string;
  /** True when no published source gives the figure. */
  readonly assumed: boolean;
}

/** An exact number of events to be registered in one Europe/Paris month. */
export interface MonthTotal extends Provenance {
  /** Months since 2000-01, as in `#libs/reference`. */
  readonly month: number;
  /** Events of that month, a whole number. */
  readonly events: number;
}

/** Shares of a channel's events by DSR from one month on; the weights need not add up to 1. */
export interface DsrShares extends Provenance {
  readonly fromMonth: number;
  readonly weights: Readonly<Partial<Record<DsrCode, number>>>;
}

export interface DmpFlow {
  /** Documents newly accepted by the DMP, one entry a month, contiguous and ascending. */
  readonly documents: readonly MonthTotal[];
  readonly shares: readonly DsrShares[];
}

export interface MssanteFlow {
  /** Messages sent, professional and citizen together, by month. */
  readonly messages: readonly MonthTotal[];
  /** Part of the messages, 0 to 1, that go out with a document deposited in the DMP (same act id): one to a professional and one to the citizen each. */
  readonly linkedShare: number;
  /** Part of the messages without a deposit, 0 to 1, that go to a citizen. */
  readonly citizenShare: number;
  /** Receipts by message sent, 0 to 1. */
  readonly receiptRate: number;
  readonly shares: readonly DsrShares[];
}

export interface EprescriptionFlow {
  readonly issued: readonly MonthTotal[];
  /** Part of the prescriptions, 0 to 1, whose copy was deposited in the DMP by the same act. */
  readonly linkedShare: number;
  readonly dispensed: readonly MonthTotal[];
  /** Prescriptions closed for each dispensing act, 0 to 1. */
  readonly closedRate: number;
}

/** Requests of the SONS and the documents of their clients. */
export interface SonsFlow {
  /** Parts from 0 to 1; see SONS_SHARES for what each is a part of. */
  readonly shares: Readonly<Record<SonsShare, number>>;
  /** Part of the billing units with fewer than 10 documents in their window, by DSR; 0 when left out. */
  readonly belowThreshold: Readonly<Partial<Record<DsrCode, number>>>;
  /** Weights of the reported obstacles; none at all stands for all alike. */
  readonly obstacles: Readonly<Partial<Record<ObstacleSymbol, number>>>;
}

/** Named faults and their rates. A rate is a part of the accepted documents, 0 to 1; 0 switches it off. */
export interface Faults {
  /** Share of records delivered a second time. */
  readonly duplicatedDelivery: { readonly rate: number };
  /** Share of deposits whose act is much older than the registration. */
  readonly lateDeposit: { readonly rate: number; readonly daysMax: number };
  /** Records are shuffled inside windows of this many; 1 keeps the order. Divides 4,096. */
  readonly reordering: { readonly windowRecords: number };
  /** Refused attempts by reason symbol, as a part of the accepted documents. */
  readonly refusedDeposit: Readonly<Record<string, number>>;
  readonly replacedDocument: { readonly rate: number };
  readonly changedVisibility: { readonly rate: number };
  readonly deletedDocument: { readonly rate: number };
}

/** A resolved scenario: what `Plan` turns into events. Plain JSON, so that it travels in a work unit. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** 1 is the published size; 0.01 keeps the shape with a hundredth of the events. */
  readonly scale: number;
  readonly dmp: DmpFlow;
  readonly mssante: MssanteFlow;
  readonly eprescription: EprescriptionFlow;
  readonly faults: Faults;
  /** With it, dmp, mssante and eprescription are empty. */
  readonly sons?: SonsFlow;
  /** Where the shares and rates come from, by path such as `mssante.linkedShare`. Nothing is computed from it. */
  readonly figures?: Readonly<Record<string, Provenance>>;
}
