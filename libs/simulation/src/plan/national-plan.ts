import { CHANNELS, SHARD_COUNT, type Channel } from '#libs/events';
import { dsrOfCode, DSRS, formatMonth } from '#libs/reference';
import type { DsrShares, MonthTotal, Scenario } from '../scenario/scenario.js';
import { shareByCounts, wholeRate } from './apportion.js';
import { extraRates, extrasOfMonth } from './faults.js';
import { keyOfSeed, mix } from './mixing.js';
import { NationalMonth } from './national-month.js';

/** What the flows and the shares of one plan are mixed with. */
const SALT = {
  dmp: 0x2001,
  mssante: 0x2002,
  eprescription: 0x2003,
  extras: 0x2100,
  pairs: 0x2201,
  citizens: 0x2202,
  receipts: 0x2203,
  dispensed: 0x2301,
  closed: 0x2302,
} as const;

/** Index in CHANNELS. */
const PLACE_OF_CHANNEL: Readonly<Record<Channel, number>> = {
  dmp: CHANNELS.indexOf('dmp'),
  mssante: CHANNELS.indexOf('mssante'),
  eprescription: CHANNELS.indexOf('eprescription'),
};

/** Prescriptions of the national base are written by the software of doctors' practices. */
const PRESCRIBING_DSR = dsrOfCode('LGC').index;

/** A scenario that asks for something the plan cannot give. */
export class UnplannableScenarioError extends Error {
  /** Bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(scenario: string, detail: string) {
    super(`scenario ${scenario}: ${detail}`);
    this.name = new.target.name;
  }
}

/** The DMP's month in the whole country: deposits, and the attempts that come on top of them. */
export interface DmpMonth {
  readonly deposits: NationalMonth;
  /** Deposits of the shards below, 49 entries. */
  readonly depositsBelow: Uint32Array;
  /** Extras of each kind (see `EXTRA`). */
  readonly extras: Uint32Array;
  /** For each kind of extra, those of the shards below. */
  readonly extrasBelow: readonly Uint32Array[];
}

/** MSSanté's month: pairs of messages that go out with a deposit, messages of their own, receipts. */
export interface MssanteMonth {
  readonly month: number;
  readonly messages: number;
  /** Deposits that two messages carry on, one to a professional and one to the citizen. */
  readonly pairs: number;
  readonly pairsBelow: Uint32Array;
  readonly standalone: NationalMonth;
  readonly standaloneBelow: Uint32Array;
  /** Standalone messages to citizens. */
  readonly citizens: number;
  readonly citizensBelow: Uint32Array;
  readonly messagesBelow: Uint32Array;
  readonly receipts: number;
  readonly receiptsBelow: Uint32Array;
  readonly key: number;
}

/** E-prescription's month. */
export interface EprescriptionMonth {
  readonly issued: NationalMonth;
  readonly issuedBelow: Uint32Array;
  readonly dispensed: number;
  readonly dispensedBelow: Uint32Array;
  readonly closed: number;
  readonly closedBelow: Uint32Array;
}

/**
 * The exact quotas of a scenario for the whole country, channel by channel and month by month. Pure
 * arithmetic on the scenario and the seed: no event is generated here.
 */
export class NationalPlan {
  readonly key: number;
  readonly #extraRates: Float64Array;
  readonly #dmp: readonly DmpMonth[];
  readonly #mssante: readonly MssanteMonth[];
  readonly #eprescription: readonly EprescriptionMonth[];

  constructor(
    readonly scenario: Scenario,
    seed: number,
  ) {
    this.key = keyOfSeed(seed);
    this.#extraRates = extraRates(scenario.faults);
    const { dmp, mssante, eprescription } = scenario;
    this.#dmp = dmp.documents.map((total) => this.#planDmp(total));
    this.#mssante = mssante.messages.map((total) => this.#planMssante(total));
    this.#eprescription = eprescription.issued.map((total) => this.#planEprescription(total));
    for (const { month, events } of eprescription.dispensed) {
      const issued = this.#eprescription.find((plan) => plan.issued.month === month);
      if (events > 0 && (issued === undefined || issued.issued.acts === 0)) {
        throw new UnplannableScenarioError(
          scenario.name,
          `expected prescriptions issued in ${formatMonth(month)}, because ${events} are dispensed in it and each refers to one of the same month; got none`,
        );
      }
    }
  }

  get dmp(): readonly DmpMonth[] {
    return this.#dmp;
  }

  get mssante(): readonly MssanteMonth[] {
    return this.#mssante;
  }

  get eprescription(): readonly EprescriptionMonth[] {
    return this.#eprescription;
  }

  /** Place of a month among the DMP's, or -1. */
  dmpMonthIndex(month: number): number {
    return this.#dmp.findIndex((plan) => plan.deposits.month === month);
  }

  /** Attempts of each month of a channel in one shard. */
  attemptsByMonth(channel: Channel, shard: number): number[] {
    switch (channel) {
      case 'dmp':
        return this.#dmp.map(
          (month) =>
            part(month.depositsBelow, shard) +
            month.extrasBelow.reduce((sum, below) => sum + part(below, shard), 0),
        );
      case 'mssante':
        return this.#mssante.map(
          (month) => part(month.messagesBelow, shard) + part(month.receiptsBelow, shard),
        );
      case 'eprescription':
        return this.#eprescription.map(
          (month) =>
            part(month.issuedBelow, shard) +
            part(month.dispensedBelow, shard) +
            part(month.closedBelow, shard),
        );
    }
  }

  #planDmp(total: MonthTotal): DmpMonth {
    const { shares } = this.scenario.dmp;
    const deposits = this.#flowMonth(SALT.dmp, total.month, total.events, shares);
    const depositsBelow = belowShards(deposits);
    const extras = extrasOfMonth(total.events, this.#extraRates, deposits.startMs);
    const extrasBelow = Array.from(extras, (count, kind) =>
      shareByCounts(count, depositsBelow, mix(deposits.key, SALT.extras + kind), 'the deposits'),
    );
    return { deposits, depositsBelow, extras, extrasBelow };
  }

  #planMssante({ month, events }: MonthTotal): MssanteMonth {
    const { shares, linkedShare, citizenShare, receiptRate } = this.scenario.mssante;
    const dmp = this.#dmp[this.dmpMonthIndex(month)];
    const depositsBelow = dmp?.depositsBelow ?? new Uint32Array(SHARD_COUNT + 1);
    const pairs = Math.min(Math.floor(wholeRate(events, linkedShare) / 2), dmp?.deposits.acts ?? 0);
    const standalone = this.#flowMonth(SALT.mssante, month, events - 2 * pairs, shares);
    const standaloneBelow = belowShards(standalone);
    const { key } = standalone;
    const pairsBelow = shareByCounts(pairs, depositsBelow, mix(key, SALT.pairs), 'the deposits');
    const messagesBelow = pairsBelow.map(
      (below, shard) => 2 * below + (standaloneBelow[shard] ?? 0),
    );
    const citizens = wholeRate(standalone.acts, citizenShare);
    const receipts = wholeRate(events, receiptRate);
    return {
      month,
      messages: events,
      pairs,
      pairsBelow,
      standalone,
      standaloneBelow,
      citizens,
      citizensBelow: shareByCounts(
        citizens,
        standaloneBelow,
        mix(key, SALT.citizens),
        'the messages',
      ),
      messagesBelow,
      receipts,
      receiptsBelow: shareByCounts(
        receipts,
        messagesBelow,
        mix(key, SALT.receipts),
        'the messages',
      ),
      key,
    };
  }

  #planEprescription({ month, events }: MonthTotal): EprescriptionMonth {
    const { dispensed: dispensedByMonth, closedRate } = this.scenario.eprescription;
    const issued = new NationalMonth({
      month,
      acts: events,
      dsrWeights: DSRS.map(({ index }) => (index === PRESCRIBING_DSR ? 1 : 0)),
      key: mix(this.key, SALT.eprescription),
    });
    const issuedBelow = belowShards(issued);
    const dispensed =
      events === 0 ? 0 : (dispensedByMonth.find((entry) => entry.month === month)?.events ?? 0);
    const dispensedBelow = shareByCounts(
      dispensed,
      issuedBelow,
      mix(issued.key, SALT.dispensed),
      'the prescriptions',
    );
    const closed = wholeRate(dispensed, closedRate);
    return {
      issued,
      issuedBelow,
      dispensed,
      dispensedBelow,
      closed,
      closedBelow: shareByCounts(
        closed,
        dispensedBelow,
        mix(issued.key, SALT.closed),
        'the dispensing acts',
      ),
    };
  }

  #flowMonth(
    salt: number,
    month: number,
    acts: number,
    shares: readonly DsrShares[],
  ): NationalMonth {
    const entry = shares.findLast(({ fromMonth }) => fromMonth <= month);
    if (entry === undefined && acts > 0) {
      throw new UnplannableScenarioError(
        this.scenario.name,
        `expected shares by DSR that begin no later than ${formatMonth(month)}, got none`,
      );
    }
    const dsrWeights = DSRS.map(({ code }) => entry?.weights[code] ?? 0);
    return new NationalMonth({ month, acts, dsrWeights, key: mix(this.key, salt) });
  }
}

/** What one shard has of a total that is cumulated over the shards. */
export function part(below: Uint32Array, shard: number): number {
  return (below[shard + 1] ?? 0) - (below[shard] ?? 0);
}

function belowShards(national: NationalMonth): Uint32Array {
  return Uint32Array.from({ length: SHARD_COUNT + 1 }, (_, shard) =>
    national.allActsBelowShard(shard),
  );
}

/** Ties the channels of one act together: unique in a scenario and seed, whatever the channel that began it. */
export function actIdOf(channel: Channel, shard: number, sequence: number): number {
  return (sequence * SHARD_COUNT + shard) * CHANNELS.length + PLACE_OF_CHANNEL[channel];
}
