import type { ServiceEnd } from '../backend/services.js';
import type { FaultKind } from './schedule.js';

/** Deaths by the kind of fault that caused them. */
export type Deaths = Partial<Record<FaultKind, number>>;

/** What a campaign killed since the book was last read. */
export interface Dead {
  readonly deaths: Deaths;
  /** Processes that ended by themselves: a server that they need was away. Not counted as deaths. */
  readonly endedByThemselves: number;
}

type Verdict = Readonly<Partial<Record<NodeJS.Signals, FaultKind>>>;

/**
 * Counts the processes that a campaign really ended. A signal that was sent is no death: two faults
 * may hit one process, and a process may end by itself before a signal reaches it. So a death is an
 * end that the system reported, of a process that was condemned to it.
 */
export class DeathBook {
  readonly #condemned = new Map<number, Verdict>();
  #deaths: Deaths = {};
  #endedByThemselves = 0;

  /** This process was sent a signal that ends it. */
  condemn(pid: number, signal: 'SIGKILL' | 'SIGTERM', kind: FaultKind): void {
    this.#condemned.set(pid, { ...this.#condemned.get(pid), [signal]: kind });
  }

  /** A process has ended. One that was asked to stop exits by itself, without a signal. */
  ended({ pid, signal = 'SIGTERM' }: ServiceEnd): void {
    const kind = this.#condemned.get(pid)?.[signal];
    this.#condemned.delete(pid);
    if (kind === undefined) this.#endedByThemselves += 1;
    else this.count(kind);
  }

  /** A death that is sure: a server's. */
  count(kind: FaultKind): void {
    this.#deaths[kind] = (this.#deaths[kind] ?? 0) + 1;
  }

  /** What was counted since the last call; who is condemned and lives yet is counted later. */
  take(): Dead {
    const dead = { deaths: this.#deaths, endedByThemselves: this.#endedByThemselves };
    this.#deaths = {};
    this.#endedByThemselves = 0;
    return dead;
  }
}
