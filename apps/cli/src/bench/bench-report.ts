import { medianOf } from './median.js';

/** What one contestant did in one run: the fields that every bench has, and those of its own. */
export interface Measured {
  readonly eventsPerSecond: number;
  readonly [detail: string]: unknown;
}

/** All measured runs of one contestant, in order; a peer's run i was in the same round as ours. */
export interface ContestantRuns {
  readonly name: string;
  /** What it does, and on how much of the events, for a person. */
  readonly note: string;
  readonly runs: readonly Measured[];
}

/** The machine and the versions that the figures belong to. */
export interface Machine {
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly processor: string;
  readonly versions: Readonly<Record<string, string>>;
}

interface PeerReport {
  /** Median over the runs. */
  readonly eventsPerSecond: number;
  readonly note: string;
  readonly runs: readonly Measured[];
}

/** The object of `--out json=FILE`. The names are a contract. */
export interface BenchReport {
  readonly bench: string;
  /** Ours, median over the runs. */
  readonly eventsPerSecond: number;
  /**
   * Ours against each peer: the median of the ratios inside each round, so that a neighbour who
   * disturbs one round disturbs both sides of its ratio.
   */
  readonly ratios: Readonly<Record<string, number>>;
  readonly peers: Readonly<Record<string, PeerReport>>;
  /** Ours. */
  readonly runs: readonly Measured[];
  readonly note: string;
  readonly machine: Machine;
}

/** Medians and ratios of what was measured. */
export function benchReport(
  bench: string,
  ours: ContestantRuns,
  peers: readonly ContestantRuns[],
  machine: Machine,
): BenchReport {
  return {
    bench,
    eventsPerSecond: Math.round(medianRate(ours)),
    ratios: Object.fromEntries(peers.map((peer) => [peer.name, ratioOf(ours, peer)])),
    peers: Object.fromEntries(
      peers.map((peer) => [
        peer.name,
        { eventsPerSecond: Math.round(medianRate(peer)), note: peer.note, runs: peer.runs },
      ]),
    ),
    runs: ours.runs,
    note: ours.note,
    machine,
  };
}

function medianRate({ runs }: ContestantRuns): number {
  return medianOf(runs.map(({ eventsPerSecond }) => eventsPerSecond));
}

/** Two decimals; 0 when the peer has no run. */
function ratioOf(ours: ContestantRuns, peer: ContestantRuns): number {
  const ratios = peer.runs.map(
    ({ eventsPerSecond }, run) => (ours.runs[run]?.eventsPerSecond ?? 0) / eventsPerSecond,
  );
  return Math.round(medianOf(ratios) * 100) / 100;
}
