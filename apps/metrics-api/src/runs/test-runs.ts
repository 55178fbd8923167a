import type { EmittedStream, RunProgressFigures, StoredRun } from '#libs/store';
import { RunBook, type RequestedRun } from './run-book.js';

const AT = new Date('2026-01-02T03:04:05Z');

/** A run of a spec: one of the page that waits, but for what the spec says. */
export function runOf(facts: Partial<StoredRun> = {}): StoredRun {
  return {
    id: '00000000000a',
    scenario: 'smoke',
    seed: 7,
    scale: 1,
    state: 'REQUESTED',
    requestedBy: 'page',
    cancelRequested: false,
    version: 1,
    progress: null,
    report: null,
    proof: null,
    cells: null,
    wrong: null,
    detail: null,
    requestedAt: AT,
    startedAt: null,
    endedAt: null,
    updatedAt: AT,
    isSilent: false,
    ...facts,
  };
}

export const progressOf = (facts: Partial<RunProgressFigures> = {}): RunProgressFigures => ({
  phase: 'emitting',
  elapsedSeconds: 1.5,
  planned: 1000,
  emitted: 600,
  counted: 500,
  lag: 100,
  lagSeconds: 0.1,
  eventsPerSecond: 400,
  visibleMsP99: 90,
  limitedBy: null,
  units: { done: 12, all: 144 },
  ...facts,
});

/** A run that came to its end, as it is stored. */
export function completedRun(facts: Partial<StoredRun> = {}): StoredRun {
  return runOf({
    state: 'COMPLETED',
    version: 9,
    startedAt: AT,
    endedAt: AT,
    cells: 1234,
    wrong: 0,
    proof: [
      { dimension: 'volumes by department', cells: 1000, wrong: 0 },
      { dimension: 'volumes by document type', cells: 234, wrong: 0 },
    ],
    report: {
      scenario: 'smoke',
      seed: 7,
      scale: 1,
      streamSha256: 'a'.repeat(64),
      events: {
        planned: 20_015,
        emitted: 20_015,
        acknowledged: 20_400,
        counted: 20_015,
        duplicatesIgnored: 385,
        refused: 120,
        deadLettered: 0,
        lost: 0,
      },
      seconds: { total: 2.5, emission: 2, drain: 0.5 },
      eventsPerSecond: 8160,
      freshnessMs: { p50: 300, p95: 500, p99: 600, max: 700 },
      verification: { cells: 1234, wrong: 0 },
      thresholds: [{ expression: 'lost==0', value: 0, passed: true }],
      backend: { kafka: 'embedded 4.3.1', postgres: 'embedded 18.4' },
      versions: { mesFlow: '0.1.0', node: '26.10.0' },
      restarts: 0,
    },
    ...facts,
  });
}

/** Runs in memory. A spec changes them by `put`. */
export class GivenRuns extends RunBook {
  readonly #runs = new Map<string, StoredRun>();
  readonly cancelled: string[] = [];
  known: EmittedStream[] = [];
  /** What the next request comes to; undefined: it is noted. */
  refusal: RequestedRun | undefined;

  put(run: StoredRun): void {
    this.#runs.set(run.id, run);
  }

  override request(
    run: Pick<StoredRun, 'id' | 'scenario' | 'seed' | 'scale'>,
  ): Promise<RequestedRun> {
    if (this.refusal) return Promise.resolve(this.refusal);
    const requested = runOf(run);
    this.put(requested);
    return Promise.resolve({ run: requested });
  }

  override cancel(id: string): Promise<StoredRun | undefined> {
    this.cancelled.push(id);
    return this.find(id);
  }

  override find(id: string): Promise<StoredRun | undefined> {
    return Promise.resolve(this.#runs.get(id));
  }

  override list(): Promise<StoredRun[]> {
    return Promise.resolve([...this.#runs.values()]);
  }

  override lastCompleted(): Promise<StoredRun | undefined> {
    return Promise.resolve([...this.#runs.values()].find(({ state }) => state === 'COMPLETED'));
  }

  override streams(): Promise<EmittedStream[]> {
    return Promise.resolve(this.known);
  }
}
