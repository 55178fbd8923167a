import { DSRS, dsrOfCode, type DsrCode } from '../market/couloirs.js';
import { SOLUTIONS } from '../market/market.js';
import { DEPARTMENTS } from '../population/departments.js';
import { apportioned, heavyTailed, mixed, shuffled } from './arrangement.js';
import {
  IDLE_PRACTICE_FACTOR,
  IDLE_PRACTICE_SHARE,
  PRACTICE_SIZES,
  SITE_KINDS,
  type SiteKind,
} from './site-kinds.js';

/** The columns of the site catalogue. */
export interface SiteTable {
  readonly count: number;
  readonly department: Uint8Array;
  readonly dsr: Uint8Array;
  readonly solution: Uint8Array;
  readonly weight: Float64Array;
  readonly authorCount: Uint8Array;
  /** 1 for a practice, whose number is a SIREN's ordinal; else 0, and it is a FINESS's. */
  readonly isPractice: Uint8Array;
  readonly number: Uint16Array;
  /** Ordinal of the site's first author. */
  readonly firstAuthor: Uint32Array;
}

/** One kind's sites inside the table. */
interface Block {
  readonly kind: SiteKind;
  /** Tells the shuffles of the kinds apart. */
  readonly salt: number;
  readonly start: number;
}

/** What a shuffle decides: each gets its own order. */
const SALT = { department: 1, solution: 2, volume: 16, authors: 32 } as const;
const SALTS_OF_KIND = 64;

/** How far a department's density of sites may lie from the national one. Assumed. */
const DENSITY_SPREAD = 0.25;

/** Places every site: kind by kind, inside a kind by department. Pure; takes tens of milliseconds. */
export function placeSites(): SiteTable {
  const count = SITE_KINDS.reduce((sum, { sites }) => sum + sites, 0);
  const table: SiteTable = {
    count,
    department: new Uint8Array(count),
    dsr: new Uint8Array(count),
    solution: new Uint8Array(count),
    weight: new Float64Array(count),
    authorCount: new Uint8Array(count),
    isPractice: new Uint8Array(count),
    number: new Uint16Array(count),
    firstAuthor: new Uint32Array(count),
  };
  let start = 0;
  SITE_KINDS.forEach((kind, index) => {
    const block: Block = { kind, salt: (index + 1) * SALTS_OF_KIND, start };
    placeInDepartments(table, block);
    equip(table, block);
    start += kind.sites;
  });
  numberSites(table);
  normaliseWeights(table);
  return table;
}

function placeInDepartments(table: SiteTable, { kind, salt, start }: Block): void {
  const densities = DEPARTMENTS.map(({ population, index }) => {
    const deviation = mixed(salt + SALT.department, index) / 2 ** 31 - 1;
    return population * (1 + DENSITY_SPREAD * deviation);
  });
  let site = start;
  apportioned(kind.sites, densities).forEach((sites, department) => {
    table.department.fill(department, site, site + sites);
    site += sites;
  });
}

/** Deals the sites of a kind out to its DSR, in an order of chance, and sets each lot up. */
function equip(table: SiteTable, { kind, salt, start }: Block): void {
  const order = shuffled(kind.sites, salt + SALT.solution).map((site) => start + site);
  const lots = apportioned(
    kind.sites,
    kind.dsrs.map(({ share }) => share),
  );
  let dealt = 0;
  kind.dsrs.forEach(({ dsr }, index) => {
    const sites = order.subarray(dealt, dealt + (lots[index] ?? 0));
    giveSolutions(table, sites, dsr);
    giveVolumes(table, sites, kind, salt + dsrOfCode(dsr).index);
    dealt += sites.length;
  });
}

/** Gives each site of a DSR its solution: exact market shares, in the order of the sites given. */
function giveSolutions(table: SiteTable, sites: Uint32Array, dsr: DsrCode): void {
  const solutions = SOLUTIONS.filter((solution) => solution.dsr === dsr);
  const clients = apportioned(
    sites.length,
    solutions.map(({ marketShare }) => marketShare),
  );
  const dsrIndex = dsrOfCode(dsr).index;
  let rank = 0;
  let left = clients[0] ?? 0;
  for (const site of sites) {
    while (left === 0) left = clients[++rank] ?? 1;
    table.dsr[site] = dsrIndex;
    table.solution[site] = solutions[rank]?.index ?? 0;
    left -= 1;
  }
}

/** Gives each site of a DSR its volume and its authors: the larger the volume, the more of them. */
function giveVolumes(table: SiteTable, sites: Uint32Array, kind: SiteKind, salt: number): void {
  const ranks = shuffled(sites.length, salt + SALT.volume);
  const doctors = kind.code === 'practice' ? doctorsOfPractices(salt) : undefined;
  sites.forEach((site, i) => {
    const position = ((ranks[i] ?? 0) + 0.5) / sites.length;
    const volume = heavyTailed(position, kind.tailEighths);
    if (doctors === undefined) {
      const authors = Math.max(kind.authorsMin, Math.round(kind.authorsMin * volume));
      table.authorCount[site] = Math.min(kind.authorsMax, authors);
      table.weight[site] = volume;
    } else {
      const authors = doctors[i] ?? 1;
      const idleFactor = position < IDLE_PRACTICE_SHARE ? IDLE_PRACTICE_FACTOR : 1;
      table.authorCount[site] = authors;
      table.weight[site] = volume * idleFactor * authors;
      table.isPractice[site] = 1;
    }
  });
}

/** Doctors of each practice: the sizes of PRACTICE_SIZES, in an order of chance. */
function doctorsOfPractices(salt: number): Uint8Array {
  const doctors = Uint8Array.from(
    PRACTICE_SIZES.flatMap(([practices, size]) => Array<number>(practices).fill(size)),
  );
  const order = shuffled(doctors.length, salt + SALT.authors);
  return doctors.map((_, site) => doctors[order[site] ?? 0] ?? 1);
}

/** Numbers the sites: practices over the country, the others inside their department; then the authors. */
function numberSites(table: SiteTable): void {
  let practices = 0;
  let authors = 0;
  const ofDepartment = new Uint16Array(DEPARTMENTS.length);
  for (let site = 0; site < table.count; site++) {
    const department = table.department[site] ?? 0;
    if (table.isPractice[site] === 1) {
      table.number[site] = practices++;
    } else {
      const next = ofDepartment[department] ?? 0;
      table.number[site] = next;
      ofDepartment[department] = next + 1;
    }
    table.firstAuthor[site] = authors;
    authors += table.authorCount[site] ?? 0;
  }
}

/** Makes the weights of each DSR add up to 1. */
function normaliseWeights(table: SiteTable): void {
  const totals = new Float64Array(DSRS.length);
  for (let site = 0; site < table.count; site++) {
    const dsr = table.dsr[site] ?? 0;
    totals[dsr] = (totals[dsr] ?? 0) + (table.weight[site] ?? 0);
  }
  for (let site = 0; site < table.count; site++) {
    table.weight[site] = (table.weight[site] ?? 0) / (totals[table.dsr[site] ?? 0] ?? 1);
  }
}
