// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { DEPARTMENTS, DSRS, TYPE_MIX } from '#libs/reference';
import type { Act } from './act.js';
import { eventsBelow, largestRemainder } from './apportion.js';
import { AWAY_PER_MILLE, SITE_MONTH_VARIATION } from './assumptions.js';
import { known } from './known.js';
import { blend, choose, fraction, leftOf, mix, rightOf } from './mixing.js';
import type { NationalMonth } from './national-month.js';
import { permute, permuteBack } from './permutation.js';
import { QuotaTable } from './quota-table.js';
import { COULOIR_OF_DSR, type ShardSites } from './site-index.js';

// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { floor } = Math;

const DSR_COUNT = DSRS.length;
/** Columns of an hour: its DSRs, and the end of the last. */
const ROW = DSR_COUNT + 1;
const HOUR_MS = 3_600_000;
/** Parts of an act’s share of its hour: few enough that the products below stay exact. */
const JITTER_STEPS = 4096;

/** What the parts of a plan are mixed with, so that none repeats another's order. */
const SALT = {
  hour: 0x1001,
  jitter: 0x1002,
  sitePhase: 0x1003,
  siteVariation: 0x1004,
  siteOrder: 0x1005,
  typeOrder: 0x1006,
  awayPhase: 0x1007,
  awayOrder: 0x1008,
  act: 0x1009,
} as const;

const TYPES_OF_DSR: readonly Uint8Array[] = DSRS.map((dsr) =>
  Uint8Array.from(TYPE_MIX[dsr.code], ({ type }) => type),
);
const AWAY_OF_DSR: readonly number[] = DSRS.map(
  (dsr) => AWAY_PER_MILLE[COULOIR_OF_DSR[dsr.index] ?? 0] ?? 0,
);
const POPULATIONS = DEPARTMENTS.map(({ population }) => population);

/** What one DSR has to share out in a shard and month. */
interface DsrPlan {
  readonly acts: number;
  /** First site of the DSR in the shard. */
  readonly firstSite: number;
  readonly sites: QuotaTable;
  readonly siteOrderKey: number;
  /** Acts of this DSR in the shards below: where this shard starts in the country. */
  readonly nationalBase: number;
  readonly nationalActs: number;
  readonly nationalTypes: QuotaTable;
  readonly typeOrderKey: number;
  readonly types: Uint8Array;
  /** Patients from elsewhere: of the first n ranks, floor((n * perMille + phase) / 1000) are. */
  readonly awayPerMille: number;
  readonly awayPhase: number;
  /** Patients from elsewhere in the DSR before this one. */
  readonly awayBase: number;
}

/**
 * The acts of one flow in one month and shard, each as a function of its index alone. Index 0 is the
 * earliest; the time of registration never decreases with the index.
 */
export class MonthPlan {
  readonly acts: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly key: number;
  readonly #sites: ShardSites;
  readonly #hours: QuotaTable;
  /** Acts of an hour below each DSR, at `hour * ROW + dsr`: how the places of an hour are dealt out. */
  readonly #placesBelow: Uint32Array;
  /** What turns a place of an hour into an ordinal of its DSR, at `hour * ROW + dsr`: acts in the hours before less places below. */
  readonly #ordinalShift: Int32Array;
  readonly #dsrs: readonly DsrPlan[];
  readonly #hourKeys: Int32Array;
  /** Left sides of what is drawn for an act by its index. */
  readonly #jitterLeft: number;
  readonly #actLeft: number;
  readonly #destinations: QuotaTable;
  readonly #awayKey: number;

  constructor(national: NationalMonth, sites: ShardSites) {
    const { shard } = sites;
    this.key = mix(national.key, shard);
    this.startMs = national.startMs;
    this.endMs = national.endMs;
    this.#sites = sites;
    this.#placesBelow = new Uint32Array(national.hours * ROW);
    this.#ordinalShift = new Int32Array(national.hours * ROW);
    const actsOfHour = new Uint32Array(national.hours);
    const actsOfDsr = new Uint32Array(DSR_COUNT);
    for (let dsr = 0; dsr < DSR_COUNT; dsr++) {
      const byHour = national.actsOfShardByHour(dsr, shard);
      let before = 0;
      for (let hour = 0; hour < national.hours; hour++) {
        const acts = byHour[hour] ?? 0;
        const below = actsOfHour[hour] ?? 0;
        const cell = hour * ROW + dsr;
        this.#ordinalShift[cell] = before - below;
        this.#placesBelow[cell + 1] = below + acts;
        actsOfHour[hour] = below + acts;
        before += acts;
      }
      actsOfDsr[dsr] = before;
    }
    this.#hours = QuotaTable.ofCounts(actsOfHour);
    this.acts = this.#hours.total;
    this.#hourKeys = Int32Array.from(actsOfHour, (_, hour) => mix(this.key ^ SALT.hour, hour));
    this.#jitterLeft = leftOf(mix(this.key, SALT.jitter));
    this.#actLeft = leftOf(mix(this.key, SALT.act));
    this.#awayKey = mix(this.key, SALT.awayOrder);

    const dsrs: DsrPlan[] = [];
    let away = 0;
    for (let dsr = 0; dsr < DSR_COUNT; dsr++) {
      const acts = actsOfDsr[dsr] ?? 0;
      const plan = this.#planDsr(national, dsr, acts, away);
      dsrs.push(plan);
      away += awayBefore(plan, acts);
    }
    this.#dsrs = dsrs;
    this.#destinations = QuotaTable.ofCounts(
      largestRemainder(away, POPULATIONS, 'the departments of patients from elsewhere'),
    );
  }

  /** Acts of one site, by its index in the shard. */
  actsOfSite(site: number): number {
    const plan = known(this.#dsrs[this.#sites.dsr(site)]);
    return plan.sites.count(site - plan.firstSite);
  }

  /** Adds the acts of the month to a count by patient's department, index in DEPARTMENTS. */
  addDepartments(counts: Float64Array): void {
    const add = (department: number, acts: number): void => {
      counts[department] = (counts[department] ?? 0) + acts;
    };
    for (const plan of this.#dsrs) {
      for (let i = 0; i < plan.sites.classes; i++) {
        const start = plan.sites.starts[i] ?? 0;
        const end = plan.sites.starts[i + 1] ?? 0;
        const away = awayBefore(plan, end) - awayBefore(plan, start);
        add(this.#sites.department(plan.firstSite + i), end - start - away);
      }
    }
    for (let i = 0; i < this.#destinations.classes; i++) add(i, this.#destinations.count(i));
  }

  /** Registration of an act, milliseconds since the Unix epoch. */
  registeredAtMs(index: number): number {
    return this.#instantInHour(index, this.#hours.classOf(index));
  }

  #instantInHour(index: number, hour: number): number {
    const position = index - (this.#hours.starts[hour] ?? 0);
    const jitter = blend(this.#jitterLeft, rightOf(index)) & (JITTER_STEPS - 1);
    const inHour = this.#hours.count(hour) * JITTER_STEPS;
    return (
      this.startMs + hour * HOUR_MS + floor(((position * JITTER_STEPS + jitter) * HOUR_MS) / inHour)
    );
  }

  /**
   * The acts of one DSR and document type, ascending. Found from the places of the DSR back to the
   * acts that take them, so that acts of other DSRs and types cost next to nothing.
   */
  actsOf(dsr: number, type: number): Uint32Array {
    const plan = known(this.#dsrs[dsr]);
    const found = new Uint32Array(plan.acts);
    let count = 0;
    for (let hour = 0; hour < this.#hours.classes; hour++) {
      const first = this.#hours.starts[hour] ?? 0;
      const acts = this.#hours.count(hour);
      const hourKey = this.#hourKeys[hour] ?? 0;
      const cell = hour * ROW + dsr;
      const end = this.#placesBelow[cell + 1] ?? 0;
      const shift = this.#ordinalShift[cell] ?? 0;
      const firstFound = count;
      for (let place = this.#placesBelow[cell] ?? 0; place < end; place++) {
        const nationalIndex = nationalIndexOf(plan, place + shift);
        if (typeOf(plan, nationalIndex) !== type) continue;
        found[count++] = first + permuteBack(place, acts, hourKey);
      }
      found.subarray(firstFound, count).sort();
    }
    return found.slice(0, count);
  }

  /** Sets time, site, type and department of an act. `describeAct` adds the rest. */
  locate(index: number, act: Act): void {
    const hour = this.#hours.classOf(index);
    const place = this.#placeInHour(index, hour);
    const dsr = this.#dsrOfPlace(hour, place);
    const plan = known(this.#dsrs[dsr]);
    const ordinal = place + (this.#ordinalShift[hour * ROW + dsr] ?? 0);
    const rank = permute(ordinal, plan.acts, plan.siteOrderKey);
    act.mixed = blend(this.#actLeft, rightOf(index));
    act.dsr = dsr;
    act.site = plan.firstSite + plan.sites.classOf(rank);
    act.nationalIndex = nationalIndexOf(plan, ordinal);
    act.type = typeOf(plan, act.nationalIndex);
    act.department = this.#departmentOf(plan, rank, act.site);
    act.registeredAtMs = this.#instantInHour(index, hour);
  }

  /** A place of its hour for each act, in an order that looks random. */
  #placeInHour(index: number, hour: number): number {
    const position = index - (this.#hours.starts[hour] ?? 0);
    return permute(position, this.#hours.count(hour), this.#hourKeys[hour] ?? 0);
  }

  #dsrOfPlace(hour: number, place: number): number {
    const row = hour * ROW;
    let dsr = 0;
    // A sign bit for each DSR that ends at or below the place: no jump for the processor to guess.
    for (let end = row + 1; end < row + DSR_COUNT; end++) {
      dsr += ((this.#placesBelow[end] ?? 0) - place - 1) >>> 31;
    }
    return dsr;
  }

  #departmentOf(plan: DsrPlan, rank: number, site: number): number {
    const { awayPerMille } = plan;
    const drawn = rank * awayPerMille + plan.awayPhase;
    const before = floor(drawn / 1000);
    // What the division leaves says whether this rank adds one: `awayBefore` of the next without dividing.
    if (drawn - before * 1000 + awayPerMille < 1000) return this.#sites.department(site);
    return this.#destinations.classOf(
      permute(plan.awayBase + before, this.#destinations.total, this.#awayKey),
    );
  }

  #planDsr(national: NationalMonth, dsr: number, acts: number, awayBase: number): DsrPlan {
    const key = mix(this.key, dsr);
    return {
      acts,
      firstSite: this.#sites.firstOfDsr(dsr),
      sites: QuotaTable.ofStarts(siteStarts(this.#sites, dsr, acts, key)),
      siteOrderKey: mix(key, SALT.siteOrder),
      nationalBase: national.actsBelowShard(dsr, this.#sites.shard),
      nationalActs: national.actsOfDsr(dsr),
      nationalTypes: national.typesOfDsr(dsr),
      // The whole country draws types in one order, or a shard would not find its own part of them.
      typeOrderKey: mix(mix(national.key, SALT.typeOrder), dsr),
      types: known(TYPES_OF_DSR[dsr]),
      awayPerMille: AWAY_OF_DSR[dsr] ?? 0,
      awayPhase: choose(mix(key, SALT.awayPhase), 1000),
      awayBase,
    };
  }
}

/** Position of an act among those of its DSR in the whole country, permuted. */
function nationalIndexOf(plan: DsrPlan, ordinal: number): number {
  return permute(plan.nationalBase + ordinal, plan.nationalActs, plan.typeOrderKey);
}

/** Document type of a national index. */
function typeOf(plan: DsrPlan, nationalIndex: number): number {
  return plan.types[plan.nationalTypes.classOf(nationalIndex)] ?? 0;
}

/** Of the first ranks of a DSR, those whose patient is from elsewhere: spread over the sites by their size. */
function awayBefore(plan: DsrPlan, rank: number): number {
  return floor((rank * plan.awayPerMille + plan.awayPhase) / 1000);
}

/** First rank of each site: systematic rounding over the sites' weights, varied from month to month. */
function siteStarts(sites: ShardSites, dsr: number, acts: number, key: number): Uint32Array {
  const first = sites.firstOfDsr(dsr);
  const count = sites.firstOfDsr(dsr + 1) - first;
  const below = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const swing = 2 * fraction(mix(key ^ SALT.siteVariation, i)) - 1;
    const weight = sites.weight(first + i) * (1 + SITE_MONTH_VARIATION * swing);
    below[i + 1] = (below[i] ?? 0) + weight;
  }
  const total = below[count] ?? 0;
  const phase = fraction(mix(key, SALT.sitePhase));
  const starts = new Uint32Array(count + 1);
  for (let i = 1; i < count; i++) {
    starts[i] = eventsBelow(acts, (below[i] ?? 0) / total, phase);
  }
  starts[count] = acts;
  return starts;
}
