import { Chance } from '#libs/faults';

/** What may happen to a run, with how often it is drawn against the others. */
const FAULTS = {
  /** kill -9, started again at once by the command. */
  'kill emitter': { weight: 24, deaths: 1 },
  'kill aggregator': { weight: 24, deaths: 1 },
  'kill SONS aggregator': { weight: 6, deaths: 1 },
  /** kill -9 of a server, started again after a moment. */
  'kill broker': { weight: 5, deaths: 1 },
  'kill database': { weight: 5, deaths: 1 },
  /** SIGTERM: stops gently and is started again, as in a rolling restart. */
  'restart service': { weight: 8, deaths: 1 },
  /** SIGSTOP beyond the session of the group, then SIGCONT: a zombie that believes it owns its partitions. */
  'freeze aggregator': { weight: 3, deaths: 0 },
  'freeze emitter': { weight: 3, deaths: 0 },
  /** SIGSTOP of a server for a moment: everybody waits. */
  'freeze broker': { weight: 3, deaths: 0 },
  'freeze database': { weight: 3, deaths: 0 },
  /** Every connection to the database is cut, in the middle of whatever it does. */
  'cut connections': { weight: 6, deaths: 0 },
  /** The database takes no connection for a moment. */
  'exhaust connections': { weight: 2, deaths: 0 },
  /** Somebody holds the checkpoints: commits wait. */
  'lock checkpoints': { weight: 4, deaths: 0 },
  /** One aggregator becomes three, and one again. */
  'scale aggregators': { weight: 4, deaths: 0 },
  /** kill -9 of an aggregator between its fold and its commit: COMMIT has left it and never arrives. */
  'kill before commit': { weight: 6, deaths: 1 },
  /** kill -9 of an aggregator after the database has committed, before it can know. */
  'kill after commit': { weight: 6, deaths: 1 },
  /** The same without a death: the connection breaks, and the aggregator cannot know whether it has committed. */
  'lose commit': { weight: 3, deaths: 0 },
  'lose answer to commit': { weight: 3, deaths: 0 },
  /** An aggregator is killed, and another one while it takes partitions for that. */
  'kill in rebalance': { weight: 3, deaths: 1 },
  /** The network to the database is slow and uneven, hands on a few bytes at a time, or nothing at all. */
  'delay database': { weight: 3, deaths: 0 },
  'trickle database': { weight: 2, deaths: 0 },
  'black hole database': { weight: 3, deaths: 0 },
  /** The same between the services and the broker, and its connections cut. */
  'delay broker': { weight: 3, deaths: 0 },
  'trickle broker': { weight: 2, deaths: 0 },
  'black hole broker': { weight: 3, deaths: 0 },
  'cut broker connections': { weight: 3, deaths: 0 },
} as const satisfies Readonly<Record<string, { weight: number; deaths: 0 | 1 }>>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[]; // The keys of a constant.

/** A fault of a schedule. */
export interface ScheduledFault {
  readonly kind: FaultKind;
  /** Wait before it, milliseconds. */
  readonly afterMs: number;
  /** How long it lasts, where it lasts, milliseconds. */
  readonly lastsMs: number;
  /** Chooses among those that it may hit: the rest of dividing by their number. */
  readonly victim: number;
}

/** Deaths of processes that a fault is meant to cost. */
export function deathsOf(kind: FaultKind): number {
  return FAULTS[kind].deaths;
}

/** Frozen for longer than its group waits for it. */
function isZombie(kind: FaultKind): boolean {
  return kind === 'freeze aggregator' || kind === 'freeze emitter';
}

/** Faults that are over before the next one may happen: a server starts again, or processes join and leave. */
const ALONE: ReadonlySet<FaultKind> = new Set([
  'kill broker',
  'kill database',
  'scale aggregators',
]);

/** Whether other faults may happen while this one lasts. */
export function mayOverlap(kind: FaultKind): boolean {
  return !ALONE.has(kind);
}

/** Shortest and longest wait between two faults, milliseconds. */
const GAP_MS = { from: 100, to: 700 } as const;
/** How long a server is away or frozen, milliseconds. */
const SERVER_MS = { from: 100, to: 2500 } as const;
/** Beyond the 10 s after which a group gives the partitions of a silent member away. */
const ZOMBIE_MS = { from: 10_500, to: 13_000 } as const;

/**
 * The faults of a round: a pure function of seed and round.
 *
 * @param count how many are drawn; a round that ends sooner leaves the rest
 */
export function drawSchedule(options: {
  readonly seed: number;
  readonly round: number;
  readonly count: number;
  readonly kinds: readonly FaultKind[];
}): ScheduledFault[] {
  const chance = new Chance(options.seed, options.round);
  const weights = options.kinds.map((kind) => FAULTS[kind].weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: options.count }, () => {
    let place = chance.below(total);
    const index = weights.findIndex((weight) => (place -= weight) < 0);
    const kind = options.kinds[index];
    if (kind === undefined) throw new RangeError('expected at least one kind of fault');
    const lasts = isZombie(kind) ? ZOMBIE_MS : SERVER_MS;
    return {
      kind,
      afterMs: chance.between(GAP_MS.from, GAP_MS.to),
      lastsMs: chance.between(lasts.from, lasts.to),
      victim: chance.below(2 ** 31),
    };
  });
}
