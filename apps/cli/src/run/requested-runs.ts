import { describeError, type Clock } from '#libs/platform';
import { Plan, isPageScale, loadScenario, pageScenario } from '#libs/simulation';
import { DatabaseUnreachableError, Runs, type StoredRun } from '#libs/store';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import type { RunFollower } from './run-follower.js';
import { RunRecord } from './run-record.js';
import { SimulationRun } from './simulation-run.js';
import { parseThreshold } from './thresholds.js';

export interface RequestedRunsParts {
  readonly house: House;
  readonly settings: CliSettings;
  readonly output: Output;
  readonly clock: Clock;
}

/** Shards that are sent together: a run can be ended between two waves. A quarter of the 48. */
const SHARDS_PER_WAVE = 12;
/** What every run of the page is held to. */
const THRESHOLDS = ['lost==0', 'wrong==0'];
/** How long a run may take to end once `mes up` stops; one that does not is noted as failed. */
const STOP_WAIT_MS = 10_000;

/** Runs that the page asks for, one after the other, by the same code as `mes simulate`. */
export class RequestedRuns {
  readonly #runs: Runs;
  #isFirstLook = true;
  /** The database could not be reached at the last look: told once. */
  #isLost = false;
  #current: { readonly record: RunRecord; readonly ended: Promise<void> } | undefined;

  constructor(private readonly parts: RequestedRunsParts) {
    this.#runs = new Runs(parts.house.pool);
  }

  /** Begins the run that waits, unless one goes on; does not wait for its end. */
  async look(): Promise<void> {
    if (this.#current) return;
    const run = await this.#claim();
    if (run === undefined) return;
    const { clock, settings } = this.parts;
    const patience = { clock, patienceSeconds: settings.MES_STALL_SECONDS };
    const record = new RunRecord(this.#runs, run.id, patience);
    const ended = this.#perform(run, record).finally(() => {
      this.#current = undefined;
    });
    this.#current = { record, ended };
  }

  /** Ends the run that goes on, within a bound. */
  async stop(): Promise<void> {
    if (!this.#current) return;
    const { record, ended } = this.#current;
    record.stop();
    const abort = new AbortController();
    const wait = this.parts.clock.sleep(STOP_WAIT_MS, abort.signal).catch(() => undefined);
    await Promise.race([ended, wait]);
    abort.abort();
    await record.fail(new Error('mes up was stopped while it went on'));
  }

  /** A database that cannot be reached now is asked again at the next look: the services wait for it too. */
  async #claim(): Promise<StoredRun | undefined> {
    try {
      if (this.#isFirstLook) await this.#runs.endSilent();
      this.#isFirstLook = false;
      const run = await this.#runs.claim();
      this.#isLost = false;
      return run;
    } catch (error) {
      if (!(error instanceof DatabaseUnreachableError)) throw error;
      if (!this.#isLost) this.parts.output.line(`runs of the page wait: ${error.message}`);
      this.#isLost = true;
      return undefined;
    }
  }

  /** Never rejects: a run that fails is a row that says so, and `mes up` goes on. */
  async #perform(run: StoredRun, record: RunRecord): Promise<void> {
    const { output } = this.parts;
    const name = `run ${run.id}, ${run.scenario} at scale ${run.scale}, seed ${run.seed}`;
    output.line(`${name}: asked for by the page`);
    try {
      const { report, isCancelled } = await record.keep((follower) =>
        this.#simulation(run, follower).execute(),
      );
      const { cells, wrong } = report.verification;
      output.line(
        `${name}: ${isCancelled ? 'cancelled' : 'done'}, ${count(report.events.counted)} events counted, ${count(cells)} cells compared, ${wrong === 0 ? 'all equal' : `${count(wrong)} WRONG`}`,
      );
    } catch (error) {
      output.line(`${name}: failed: ${describeError(error)}`);
    }
  }

  #simulation(run: StoredRun, follower: RunFollower): SimulationRun {
    const { house, settings, clock } = this.parts;
    const plan = planOf(run);
    return new SimulationRun(
      {
        scenario: plan.scenario,
        seed: run.seed,
        plan,
        thresholds: THRESHOLDS.map(parseThreshold),
        shardsPerWave: SHARDS_PER_WAVE,
      },
      {
        kafka: house.kafka,
        admin: house.admin,
        pool: house.pool,
        services: house.services,
        backend: house.backend.versions,
        versions: productVersions(),
        clock,
        output: { line: () => undefined, progress: () => undefined, endProgress: () => undefined },
        stallSeconds: settings.MES_STALL_SECONDS,
        follower,
      },
    );
  }
}

/** Of a row that anybody with access to the database may have written: the bounds are looked at again. */
function planOf({ scenario: name, scale, seed }: StoredRun): Plan {
  const bounds = pageScenario(name);
  if (bounds === undefined || !isPageScale(bounds, scale)) {
    throw new Error(
      `expected a scenario of the page within its bounds; came ${JSON.stringify(name)} at scale ${scale}`,
    );
  }
  return new Plan(loadScenario(name, { scale }), seed);
}
