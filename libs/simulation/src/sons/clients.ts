// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { SHARD_COUNT } from '#libs/events';
import { dsrOfCode, siteCatalogue, SOLUTIONS, type DsrCode } from '#libs/reference';
import { largestRemainder } from '../plan/apportion.js';
import { known } from '../plan/known.js';
import { mix } from '../plan/mixing.js';
import { permute } from '../plan/permutation.js';
import { shardSites } from '../plan/site-index.js';
import { LABORATORY_GROUPS } from './assumptions.js';
import { sitePlaces } from './places.js';

/** Salt of the order of chance that a smaller scale keeps the first clients of. */
const CLIENT_ORDER = 0x5001;

/** A client: one site, or the sites of a laboratory group. All of them are in one shard. */
export interface SonsClient {
  readonly shard: number;
  /** Numbers in the shard's sites; the first one names the client. Not empty. */
  readonly sites: readonly number[];
  /** Index in SOLUTIONS of what the catalogue says it uses. */
  readonly solution: number;
  /** Index in DEPARTMENTS. */
  readonly department: number;
  /** Doctors of a practice; professionals who sign elsewhere, at the first site. */
  readonly authors: number;
}

/** Kinds of clients, each with the DSR of its sites in the catalogue. */
export type ClientKind = 'practices' | 'pharmacies' | 'hospitals' | 'imaging' | 'laboratories';

export type Clients = Readonly<Record<ClientKind, readonly SonsClient[]>>;

/**
 * The clients that take part, by kind: those with a financed solution, in an order of chance, the first
 * ones at a smaller scale.
 *
 * @param scale above 0, at most 1
 */
export function clientsOf(key: number, scale: number): Clients {
  const chosen = (kind: number, clients: readonly SonsClient[]): SonsClient[] =>
    firstByChance(clients, mix(mix(key, CLIENT_ORDER), kind), scale);
  return {
    practices: chosen(0, sitesOfDsr(['LGC']).filter(isFinanced)),
    pharmacies: chosen(1, sitesOfDsr(['LGO'])),
    hospitals: chosen(2, sitesOfDsr(['DPI', 'PFI'])),
    imaging: chosen(3, sitesOfDsr(['RIS'])),
    laboratories: chosen(4, laboratoryGroups()),
  };
}

function firstByChance(clients: readonly SonsClient[], key: number, scale: number): SonsClient[] {
  const kept = Math.min(clients.length, Math.max(1, Math.round(scale * clients.length)));
  return Array.from({ length: kept }, (_, place) =>
    known(clients[permute(place, clients.length, key)]),
  );
}

function sitesOfDsr(codes: readonly DsrCode[]): SonsClient[] {
  const catalogue = siteCatalogue();
  const places = sitePlaces();
  const wanted = new Set(codes.map((code) => dsrOfCode(code).index));
  const clients: SonsClient[] = [];
  for (let site = 0; site < catalogue.count; site++) {
    if (!wanted.has(catalogue.dsr[site] ?? 0)) continue;
    clients.push({
      shard: places.shard[site] ?? 0,
      sites: [places.site[site] ?? 0],
      solution: catalogue.solution[site] ?? 0,
      department: catalogue.department[site] ?? 0,
      authors: catalogue.authorCount[site] ?? 1,
    });
  }
  return clients;
}

function isFinanced({ solution }: SonsClient): boolean {
  return SOLUTIONS[solution]?.isFinanced ?? false;
}

/**
 * The laboratory groups: the sites of one solution in one shard make one group, the largest such sets
 * several. Assumed, as no list of groups is public; what must hold is that a group is in one shard.
 */
function laboratoryGroups(): SonsClient[] {
  const cells = Array.from({ length: SHARD_COUNT }, (_, shard) =>
    laboratoriesOfShard(shard),
  ).flat();
  const more = largestRemainder(
    LABORATORY_GROUPS - cells.length,
    cells.map(({ sites }) => sites.length),
    'the laboratories of a shard and solution',
  );
  return cells.flatMap((cell, index) => divided(cell, 1 + (more[index] ?? 0)));
}

function laboratoriesOfShard(shard: number): SonsClient[] {
  const sites = shardSites(shard);
  const dsr = dsrOfCode('SGL').index;
  const first = sites.firstOfDsr(dsr);
  const all = Array.from({ length: sites.firstOfDsr(dsr + 1) - first }, (_, i) => first + i);
  const bySolution = Map.groupBy(all, (site) => sites.solution(site));
  return [...bySolution].map(([solution, group]) => clientOf(shard, solution, group));
}

function divided({ shard, solution, sites }: SonsClient, groups: number): SonsClient[] {
  const parts = Math.min(groups, sites.length);
  return Array.from({ length: parts }, (_, part) => {
    const start = Math.floor((part * sites.length) / parts);
    const end = Math.floor(((part + 1) * sites.length) / parts);
    return clientOf(shard, solution, sites.slice(start, end));
  });
}

function clientOf(shard: number, solution: number, sites: readonly number[]): SonsClient {
  const head = sites[0] ?? 0;
  const of = shardSites(shard);
  return {
    shard,
    sites,
    solution,
    department: of.department(head),
    authors: of.authorCount(head),
  };
}
