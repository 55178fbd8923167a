import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, type WriteStream } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import type { StreamName } from '#libs/events';
import {
  EXIT_CODE,
  RunFailedError,
  childEnvironment,
  type Clock,
  type ProcessMessage,
} from '#libs/platform';
import { letGoLast } from './background.js';

/** Takes what comes from outside; in the house of its channel's emitter, and a process of its own. */
export type IntakeName = 'dmp-intake' | 'mssante-intake' | 'eprescription-intake';

export type ServiceName =
  `${StreamName}-emitter` | 'volume-aggregator' | 'sons-aggregator' | IntakeName | 'metrics-api';

/** Where the process of a service starts, below apps; left out: `SERVICE/src/main.js`. */
const ENTRIES: Readonly<Partial<Record<ServiceName, string>>> = {
  'dmp-intake': 'dmp-emitter/src/intake.main.js',
  'mssante-intake': 'mssante-emitter/src/intake.main.js',
  'eprescription-intake': 'eprescription-emitter/src/intake.main.js',
};

/** One process of a service. */
export interface ServiceSpec {
  readonly app: ServiceName;
  /** Name in logs and in the group, such as dmp-emitter-1. */
  readonly instance: string;
  /** Settings of this service beside those of all. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface ServicesOptions {
  readonly specs: readonly ServiceSpec[];
  /** Settings of the services; nothing else of this process's MES_ variables is passed on. */
  readonly settings: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  readonly clock: Clock;
  /** Deaths of one service after which it is not started again. Default 50. */
  readonly restartsMax?: number;
  /** A service died and is started again, or cannot be. */
  readonly onEvent: (text: string) => void;
}

/** A service that dies more often than this within one command is not started again. */
const RESTARTS_MAX = 50;
/** Before a service is started that ended because a server was not there, milliseconds: it may be on its way. */
const RESTART_DELAY_MS = 500;
/** A service that is not ready by then is a failure. */
const READY_TIMEOUT_MS = 60_000;
/** A service that has not stopped by then is ended. */
const STOP_TIMEOUT_MS = 20_000;
/** Heap bound of each Node process, so that none grows past 512 MB. */
const HEAP_MEGABYTES_MAX = 320;

/** A process of a service that ended without being told to leave for good. */
export interface ServiceEnd {
  readonly instance: string;
  readonly pid: number;
  /** The signal that ended it; undefined: it exited by itself. */
  readonly signal: NodeJS.Signals | undefined;
}

interface Running {
  readonly spec: ServiceSpec;
  child: ChildProcess;
  restarts: number;
  memoryMaxMegabytes: number;
  isReady: boolean;
  /** True: it was told to stop for good. */
  isLeaving: boolean;
  /** Where it listens, such as http://127.0.0.1:8600; undefined for a service that does not. */
  address: string | undefined;
}

/**
 * The processes of the house, as children of one command: started, awaited, restarted when they die,
 * stopped together. Emission is at least once and counting exactly once, so a death costs time only.
 */
export class Services {
  readonly #running: Running[] = [];
  readonly #logs = new Map<string, WriteStream>();
  #onEnd: (end: ServiceEnd) => void = () => undefined;
  #isStopping = false;
  #fatal: Error | undefined;

  private constructor(private readonly options: ServicesOptions) {}

  /** Starts every service and resolves when all of them are ready. */
  static async start(options: ServicesOptions): Promise<Services> {
    mkdirSync(options.logDirectory, { recursive: true });
    const services = new Services(options);
    try {
      await Promise.all(options.specs.map((spec) => services.#launch(spec)));
    } catch (error) {
      await services.stop();
      throw error;
    }
    return services;
  }

  /** Throws when a service ended in a way that starting it again cannot mend. */
  assertHealthy(): void {
    if (this.#fatal) throw this.#fatal;
  }

  /** Process ids by instance, for a test that kills one. */
  pids(): { instance: string; pid: number }[] {
    return this.#running.flatMap(({ spec, child }) =>
      child.pid === undefined ? [] : [{ instance: spec.instance, pid: child.pid }],
    );
  }

  /** Tells of every end of a process from now on, for a campaign that counts deaths; one listener. */
  onEnd(listener: (end: ServiceEnd) => void): void {
    this.#onEnd = listener;
  }

  /** Where the services that listen do so, by instance. */
  addresses(): { instance: string; address: string }[] {
    return this.#running.flatMap(({ spec, address }) =>
      address === undefined ? [] : [{ instance: spec.instance, address }],
    );
  }

  get restarts(): number {
    return this.#running.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /** Largest resident memory seen of each process, megabytes; empty where the system does not tell. */
  memory(): { instance: string; megabytesMax: number }[] {
    for (const running of this.#running) {
      running.memoryMaxMegabytes = Math.max(
        running.memoryMaxMegabytes,
        peakMegabytes(running.child.pid),
      );
    }
    return this.#running.map(({ spec, memoryMaxMegabytes }) => ({
      instance: spec.instance,
      megabytesMax: memoryMaxMegabytes,
    }));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running.map(({ child }) => stopChild(child)));
    for (const log of this.#logs.values()) log.end();
  }

  /** Starts one more, and resolves when it is ready. */
  async add(spec: ServiceSpec): Promise<void> {
    await this.#launch(spec);
  }

  /** Stops one for good, gently; nothing happens when there is none of that name. */
  async remove(instance: string): Promise<void> {
    const running = this.#running.find(({ spec }) => spec.instance === instance);
    if (running === undefined) return;
    running.isLeaving = true;
    await stopChild(running.child);
    this.#running.splice(this.#running.indexOf(running), 1);
  }

  async #launch(spec: ServiceSpec): Promise<void> {
    const running: Running = {
      spec,
      child: this.#fork(spec),
      restarts: 0,
      memoryMaxMegabytes: 0,
      isReady: false,
      isLeaving: false,
      address: undefined,
    };
    this.#running.push(running);
    this.#watch(running);
    await this.#ready(running);
  }

  #fork(spec: ServiceSpec): ChildProcess {
    const child = fork(
      join(import.meta.dirname, '..', '..', '..', ENTRIES[spec.app] ?? `${spec.app}/src/main.js`),
      [],
      {
        env: childEnvironment({
          ...this.options.settings,
          ...spec.settings,
          NODE_COMPILE_CACHE: getCompileCacheDir() ?? '',
          MES_INSTANCE: spec.instance,
          // PostgreSQL shows it for each connection: who holds a lock, whose commit it is.
          PGAPPNAME: spec.instance,
        }),
        execArgv: [
          `--max-old-space-size=${String(HEAP_MEGABYTES_MAX)}`,
          '--disable-warning=TimeoutNegativeWarning',
        ],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Its own group: Ctrl-C reaches this command, which stops the services in order.
        detached: true,
      },
    );
    const log = this.#log(spec);
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  }

  #log(spec: ServiceSpec): WriteStream {
    const file = join(this.options.logDirectory, `${spec.instance}.log`);
    const log = this.#logs.get(file) ?? createWriteStream(file, { flags: 'a' });
    log.setMaxListeners(0);
    this.#logs.set(file, log);
    return log;
  }

  #watch(running: Running): void {
    const { child, spec } = running;
    let detail = '';
    child.on('message', (message: ProcessMessage) => {
      if (message.type === 'ready') {
        running.isReady = true;
        running.address = message.detail;
        if (isBulk(spec) && child.pid !== undefined) void letGoLast(child.pid, this.options.clock);
      } else detail = message.detail ?? '';
    });
    child.once('exit', (code, signal) => {
      if (this.#isStopping || running.isLeaving) return;
      const { instance } = spec;
      this.#onEnd({ instance, pid: child.pid ?? 0, signal: signal ?? undefined });
      const how = signal ?? `exit code ${String(code)}`;
      // Settings that were good once still are: then a server is not there just now.
      const isRefused = code === EXIT_CODE.badInvocation;
      const { restartsMax = RESTARTS_MAX } = this.options;
      if ((isRefused && !running.isReady) || running.restarts >= restartsMax) {
        this.#fatal ??= new RunFailedError(
          `${spec.instance} ended with ${how} and is not started again${detail ? `: ${detail}` : ''}. Its log: ${join(this.options.logDirectory, `${spec.instance}.log`)}`,
        );
        return;
      }
      running.restarts += 1;
      this.options.onEvent(
        `${spec.instance} ended with ${how}${detail ? ` (${detail.split('\n')[0] ?? ''})` : ''}; started again (${String(running.restarts)})`,
      );
      void this.#startAgain(running, isRefused ? RESTART_DELAY_MS : 0);
    });
  }

  async #startAgain(running: Running, delayMs: number): Promise<void> {
    if (delayMs > 0) await this.options.clock.sleep(delayMs);
    if (this.#isStopping || running.isLeaving) return;
    running.child = this.#fork(running.spec);
    this.#watch(running);
  }

  async #ready(running: Running): Promise<void> {
    const { spec } = running;
    const deadlineMs = this.options.clock.monotonicMs() + READY_TIMEOUT_MS;
    while (!running.isReady) {
      this.assertHealthy();
      if (this.options.clock.monotonicMs() > deadlineMs) {
        throw new RunFailedError(
          `${spec.instance}: expected to be ready within ${String(READY_TIMEOUT_MS / 1000)} s; it is not. Its log: ${join(this.options.logDirectory, `${spec.instance}.log`)}`,
        );
      }
      await this.options.clock.sleep(20);
    }
  }
}

/** What emits or counts in bulk can catch up; whoever reads figures or deposits a document waits for an answer. */
function isBulk({ app }: ServiceSpec): boolean {
  return app.endsWith('-emitter') || app.endsWith('-aggregator');
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Peak resident memory of a process in megabytes, from /proc; 0 where there is none. */
function peakMegabytes(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
    return Math.round(Number(peak?.[1] ?? 0) / 1024);
  } catch {
    // Not Linux, or the process has just ended: memory is information, not a law.
    return 0;
  }
}
