// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import {
  encodeSiteSegment,
  SHARD_COUNT,
  shardOf,
  SITE_ROW,
  SiteRows,
  type SiteFields,
} from '#libs/events';
import { couloirOfCode, DSRS, siteCatalogue } from '#libs/reference';

const DSR_COUNT = DSRS.length;

/** Index of the couloir of each DSR. */
export const COULOIR_OF_DSR: readonly number[] = DSRS.map(
  (dsr) => couloirOfCode(dsr.couloir).index,
);

/** The sites of the catalogue by shard and DSR: the same for every scenario and seed. */
interface SiteIndex {
  /** Catalogue indexes, by shard, then DSR, then catalogue index. */
  readonly sites: Uint32Array;
  /** First position in `sites` of (shard, DSR), at `shard * DSRs + dsr`. */
  readonly starts: Uint32Array;
  /** Share of a DSR's total weight that lies in the shards below, at `dsr * 49 + shard`: 0 first, 1 last, exactly. */
  readonly shareBelow: Float64Array;
}

let memoised: SiteIndex | undefined;

function siteIndex(): SiteIndex {
  memoised ??= buildSiteIndex();
  return memoised;
}

function buildSiteIndex(): SiteIndex {
  const catalogue = siteCatalogue();
  const groupOfSite = new Uint16Array(catalogue.count);
  const starts = new Uint32Array(SHARD_COUNT * DSR_COUNT + 1);
  const weights = new Float64Array(SHARD_COUNT * DSR_COUNT);
  for (let site = 0; site < catalogue.count; site++) {
    const dsr = catalogue.dsr[site] ?? 0;
    const group = shardOf(catalogue.structIdNat(site)) * DSR_COUNT + dsr;
    groupOfSite[site] = group;
    starts[group + 1] = (starts[group + 1] ?? 0) + 1;
    weights[group] = (weights[group] ?? 0) + (catalogue.weight[site] ?? 0);
  }
  for (let group = 0; group < starts.length - 1; group++) {
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  }
  const sites = new Uint32Array(catalogue.count);
  const next = starts.slice();
  for (let site = 0; site < catalogue.count; site++) {
    const group = groupOfSite[site] ?? 0;
    const position = next[group] ?? 0;
    sites[position] = site;
    next[group] = position + 1;
  }
  return { sites, starts, shareBelow: cumulativeShares(weights) };
}

function cumulativeShares(weights: Float64Array): Float64Array {
  const shares = new Float64Array(DSR_COUNT * (SHARD_COUNT + 1));
  for (let dsr = 0; dsr < DSR_COUNT; dsr++) {
    let total = 0;
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      total += weights[shard * DSR_COUNT + dsr] ?? 0;
    }
    let below = 0;
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      shares[dsr * (SHARD_COUNT + 1) + shard] = total === 0 ? 0 : below / total;
      below += weights[shard * DSR_COUNT + dsr] ?? 0;
    }
    shares[dsr * (SHARD_COUNT + 1) + SHARD_COUNT] = 1;
  }
  return shares;
}

/** Part of a DSR's deposits, 0 to 1, that belongs to the shards below this one; exactly 1 for shard 48. */
export function shareBelowShard(dsr: number, shard: number): number {
  return siteIndex().shareBelow[dsr * (SHARD_COUNT + 1) + shard] ?? 0;
}

/** Whether the catalogue has a site of this DSR. */
export function hasSites(dsr: number): boolean {
  const { starts } = siteIndex();
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const group = shard * DSR_COUNT + dsr;
    if ((starts[group + 1] ?? 0) > (starts[group] ?? 0)) return true;
  }
  return false;
}

const memoisedShards: (ShardSites | undefined)[] = [];

/** The sites of one shard, shared by everything that generates for it. */
export function shardSites(shard: number): ShardSites {
  return (memoisedShards[shard] ??= new ShardSites(shard));
}

/**
 * The sites of one shard, numbered from 0 in the order of their DSR, with what their events repeat
 * already encoded. Authors are encoded when they are first met.
 */
export class ShardSites {
  readonly count: number;
  /** Index of each site in the catalogue. */
  readonly #catalogueIndex: Uint32Array;
  /** First site of each DSR. */
  readonly #dsrStarts: Uint32Array;
  readonly #weights: Float64Array;
  readonly #departments: Uint8Array;
  readonly #solutions: Uint8Array;
  readonly #dsrs: Uint8Array;
  readonly #authorCounts: Uint8Array;
  /** Row of each site's first author in `rows`. */
  readonly #firstRows: Uint32Array;
  /** One row for each author of each site, filled by `rowOf`. */
  readonly rows: SiteRows;

  constructor(readonly shard: number) {
    const index = siteIndex();
    const catalogue = siteCatalogue();
    const first = index.starts[shard * DSR_COUNT] ?? 0;
    const end = index.starts[(shard + 1) * DSR_COUNT] ?? 0;
    this.count = end - first;
    this.#catalogueIndex = index.sites.subarray(first, end);
    this.#dsrStarts = Uint32Array.from(
      { length: DSR_COUNT + 1 },
      (_, dsr) => (index.starts[shard * DSR_COUNT + dsr] ?? 0) - first,
    );
    this.#weights = Float64Array.from(this.#catalogueIndex, (i) => catalogue.weight[i] ?? 0);
    this.#departments = Uint8Array.from(this.#catalogueIndex, (i) => catalogue.department[i] ?? 0);
    this.#solutions = Uint8Array.from(this.#catalogueIndex, (i) => catalogue.solution[i] ?? 0);
    this.#dsrs = Uint8Array.from(this.#catalogueIndex, (i) => catalogue.dsr[i] ?? 0);
    this.#authorCounts = Uint8Array.from(
      this.#catalogueIndex,
      (i) => catalogue.authorCount[i] ?? 0,
    );
    this.#firstRows = new Uint32Array(this.count);
    let authors = 0;
    for (let site = 0; site < this.count; site++) {
      this.#firstRows[site] = authors * SITE_ROW.bytes;
      authors += this.authorCount(site);
    }
    this.rows = new SiteRows(authors);
  }

  /** First site of a DSR; that of the next DSR is its end. */
  firstOfDsr(dsr: number): number {
    return this.#dsrStarts[dsr] ?? 0;
  }

  weight(site: number): number {
    return this.#weights[site] ?? 0;
  }

  /** Index in DEPARTMENTS. */
  department(site: number): number {
    return this.#departments[site] ?? 0;
  }

  /** Index in SOLUTIONS. */
  solution(site: number): number {
    return this.#solutions[site] ?? 0;
  }

  /** Index in DSRS. */
  dsr(site: number): number {
    return this.#dsrs[site] ?? 0;
  }

  authorCount(site: number): number {
    return this.#authorCounts[site] ?? 0;
  }

  /** Index of a site in the catalogue. */
  catalogueIndex(site: number): number {
    return this.#catalogueIndex[site] ?? 0;
  }

  structIdNat(site: number): string {
    return siteCatalogue().structIdNat(this.#catalogueIndex[site] ?? 0);
  }

  /** PSIdNat of an author of a site. */
  authorPsIdNat(site: number, author: number): string {
    return siteCatalogue().authorPsIdNat(this.#catalogueIndex[site] ?? 0, author);
  }

  /** Position in `rows` of what the events of an author repeat: encoded when it is first asked for. */
  rowOf(site: number, author: number): number {
    const row = (this.#firstRows[site] ?? 0) + author * SITE_ROW.bytes;
    if (this.rows.isEmpty(row)) {
      this.rows.set(row, this.#fieldsOf(site, author, this.solution(site)));
    }
    return row;
  }

  /** Author, site, couloir and solution as the end of an event's head, for any solution of the site's couloir. */
  encodeSite(site: number, author: number, solution: number): Uint8Array {
    return encodeSiteSegment(this.#fieldsOf(site, author, solution));
  }

  #fieldsOf(site: number, author: number, solution: number): SiteFields {
    return {
      author: this.authorPsIdNat(site, author),
      site: this.structIdNat(site),
      couloir: COULOIR_OF_DSR[this.dsr(site)] ?? 0,
      solution,
    };
  }
}
