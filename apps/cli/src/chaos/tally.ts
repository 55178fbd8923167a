import { count } from '../output.js';
import type { Dead, Deaths } from './death-book.js';
import { FAULT_KINDS, type FaultKind } from './schedule.js';

/** What a round, or a campaign, did and found. */
export interface Tally {
  readonly rounds: number;
  /** Processes that were ended, as the system reported their ends. */
  readonly deaths: number;
  /** The same by the kind of fault that ended them. */
  readonly deathsByFault: Deaths;
  /** Processes that ended because a server was away; no deaths. */
  readonly endedByThemselves: number;
  /** Faults that hit something. */
  readonly faults: Partial<Record<FaultKind, number>>;
  readonly events: number;
  readonly duplicatesIgnored: number;
  readonly lost: number;
  /** Cells compared with the truth, over all rounds; each round compares every cell there is. */
  readonly cells: number;
  readonly wrong: number;
  /** Rounds whose topics were counted again by the second, plain path. */
  readonly roundsRecounted: number;
  readonly seconds: number;
}

export const EMPTY_TALLY: Tally = {
  rounds: 0,
  deaths: 0,
  deathsByFault: {},
  endedByThemselves: 0,
  faults: {},
  events: 0,
  duplicatesIgnored: 0,
  lost: 0,
  cells: 0,
  wrong: 0,
  roundsRecounted: 0,
  seconds: 0,
};

/** The sum of two tallies. */
export function add(a: Tally, b: Partial<Tally>): Tally {
  const sum = (name: NumberOf<Tally>): number => a[name] + (b[name] ?? 0);
  return {
    rounds: sum('rounds'),
    deaths: sum('deaths'),
    deathsByFault: addByKind(a.deathsByFault, b.deathsByFault ?? {}),
    endedByThemselves: sum('endedByThemselves'),
    faults: addByKind(a.faults, b.faults ?? {}),
    events: sum('events'),
    duplicatesIgnored: sum('duplicatesIgnored'),
    lost: sum('lost'),
    cells: sum('cells'),
    wrong: sum('wrong'),
    roundsRecounted: sum('roundsRecounted'),
    seconds: sum('seconds'),
  };
}

type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];
type ByKind = Partial<Record<FaultKind, number>>;

function addByKind(a: ByKind, b: ByKind): ByKind {
  return Object.fromEntries(
    FAULT_KINDS.flatMap((kind) => {
      const times = (a[kind] ?? 0) + (b[kind] ?? 0);
      return times === 0 ? [] : [[kind, times]];
    }),
  );
}

/** The part of a tally that says who died. */
export function tallyOfDead({ deaths, endedByThemselves }: Dead): Partial<Tally> {
  return {
    deaths: Object.values(deaths).reduce((sum, times) => sum + times, 0),
    deathsByFault: deaths,
    endedByThemselves,
  };
}

/** Such as `3 kill emitter, 1 kill broker`. */
export function faultsText(faults: Tally['faults']): string {
  const parts = Object.entries(faults).map(([kind, times]) => `${String(times)} ${kind}`);
  return parts.length === 0 ? 'no fault' : parts.join(', ');
}

/** A line for each kind of fault: how often it hit, and how many processes it ended. */
export function faultLines({ faults, deathsByFault }: Tally): string[] {
  return FAULT_KINDS.filter((kind) => (faults[kind] ?? 0) > 0).map((kind) => {
    const hits = count(faults[kind] ?? 0).padStart(7);
    const deaths = deathsByFault[kind];
    return `  ${kind.padEnd(22)}${hits} times${deaths === undefined ? '' : `, ${count(deaths)} deaths`}`;
  });
}
