// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { QUALIFIED_ONLY_FROM_2023, REFUSAL } from '#libs/admission';
import { DEPARTMENTS, DSRS, TYPE_MIX } from '#libs/reference';
import type { Act } from '../plan/act.js';
import { AWAY_PER_MILLE } from '../plan/assumptions.js';
import { Interleaving } from '../plan/interleaving.js';
import { known } from '../plan/known.js';
import { choose, fraction, mix } from '../plan/mixing.js';
import { permute } from '../plan/permutation.js';
import { QuotaTable } from '../plan/quota-table.js';
import { COULOIR_OF_DSR, type ShardSites } from '../plan/site-index.js';
import { depositsOf, extrasOf } from './counts.js';
import { DocumentTable, type DocumentSource } from './document-table.js';
import type { PlannedRequest } from './planned-request.js';

const SALT = { act: 1, type: 2, away: 3, destination: 4, kinds: 5, target: 6, extra: 7 } as const;

const POPULATIONS = QuotaTable.ofCounts(DEPARTMENTS.map(({ population }) => population));
const NOT_QUALIFIED = REFUSAL.insNotQualified - 1;
/** What an attempt is refused for instead while an unqualified identity is tolerated. */
const INSTEAD_OF_NOT_QUALIFIED = REFUSAL.traitsMismatch - 1;
const MIXED_BITS = 2 ** 32;

/** What the deposits of a shard are made from. */
export interface DepositParts {
  readonly requests: readonly PlannedRequest[];
  readonly sites: ShardSites;
  /** Rate of each kind of extra; see `extraRates`. */
  readonly rates: Float64Array;
  readonly key: number;
}

/** The deposits of one shard and the extras among them: what each is, when, and of whom. */
export class ShardDeposits {
  readonly table: DocumentTable;
  /** Deposits, with the extras spread evenly among them. */
  readonly attempts: Interleaving;
  readonly #kinds: QuotaTable;
  readonly #sites: ShardSites;
  readonly #key: number;

  constructor({ requests, sites, rates, key }: DepositParts) {
    this.table = new DocumentTable(requests);
    const { documents } = depositsOf(requests);
    this.#kinds = QuotaTable.ofCounts(extrasOf(documents, rates));
    this.attempts = new Interleaving(this.table.length + this.#kinds.total, this.#kinds.total);
    this.#sites = sites;
    this.#key = mix(key, sites.shard);
  }

  get extras(): number {
    return this.#kinds.total;
  }

  source(index: number): DocumentSource {
    return known(this.table.sources[this.table.sourceOf(index)]);
  }

  /** Sets time, site, type and department of the act behind a deposit. `describeAct` adds the rest. */
  locate(index: number, act: Act): DocumentSource {
    const source = this.source(index);
    const atMs = this.table.atMs(index);
    act.mixed = mix(mix(source.key ^ SALT.act, atMs | 0), Math.floor(atMs / MIXED_BITS));
    act.site = source.site;
    act.dsr = source.dsr;
    act.nationalIndex = index;
    act.type = typeOf(source.dsr, fraction(mix(act.mixed, SALT.type)));
    act.department = this.#departmentOf(source, act.mixed);
    act.registeredAtMs = atMs;
    return source;
  }

  /** The deposit that an extra concerns. */
  targetOfExtra(extra: number): number {
    return this.attempts.targetOfExtra(extra, fraction(mix(this.mixedOfExtra(extra), SALT.target)));
  }

  /** An extra follows a deposit at once: it is registered with it. */
  extraAtMs(extra: number): number {
    return this.table.atMs(Math.max(0, this.attempts.baseBefore(extra) - 1));
  }

  /**
   * The kind of an extra, see `EXTRA`. Nothing can be changed of an attempt that was refused: it is
   * made again instead. As long as an unqualified identity is tolerated nothing is refused for it.
   */
  kindOfExtra(extra: number): number {
    if (this.source(this.targetOfExtra(extra)).isRefused) return NOT_QUALIFIED;
    const place = permute(extra, this.#kinds.total, mix(this.#key, SALT.kinds));
    const kind = this.#kinds.classOf(place);
    if (kind !== NOT_QUALIFIED) return kind;
    const isTolerated = this.extraAtMs(extra) < QUALIFIED_ONLY_FROM_2023.qualifiedOnlyFromMs;
    return isTolerated ? INSTEAD_OF_NOT_QUALIFIED : kind;
  }

  /** What is drawn for an extra starts here. */
  mixedOfExtra(extra: number): number {
    return mix(mix(this.#key, SALT.extra), extra);
  }

  #departmentOf({ site, dsr }: DocumentSource, mixed: number): number {
    const awayPerMille = AWAY_PER_MILLE[COULOIR_OF_DSR[dsr] ?? 0] ?? 0;
    if (choose(mix(mixed, SALT.away), 1_000) >= awayPerMille) return this.#sites.department(site);
    return POPULATIONS.classOf(choose(mix(mixed, SALT.destination), POPULATIONS.total));
  }
}

/** Types of each DSR with the part of its deposits up to and with each. */
const TYPES = DSRS.map(({ code }) => {
  let upTo = 0;
  return TYPE_MIX[code].map(({ type, weight }) => ({ type, upTo: (upTo += weight) }));
});

function typeOf(dsr: number, part: number): number {
  const types = known(TYPES[dsr]);
  for (const { type, upTo } of types) if (part < upTo) return type;
  return known(types.at(-1)).type;
}
