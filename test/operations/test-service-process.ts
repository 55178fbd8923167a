import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '#libs/testing';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Every process of the house, by the name of its service: where it starts, and what opens no port twice. */
export const SERVICES = {
  'volume-aggregator': { entry: 'volume-aggregator/src/main.js', settings: {} },
  'sons-aggregator': { entry: 'sons-aggregator/src/main.js', settings: {} },
  'dmp-emitter': { entry: 'dmp-emitter/src/main.js', settings: {} },
  'dmp-intake': { entry: 'dmp-emitter/src/intake.main.js', settings: { MES_HTTP_PORT: '0' } },
  'mssante-intake': {
    entry: 'mssante-emitter/src/intake.main.js',
    settings: { MES_HTTP_PORT: '0', MES_MSSANTE_SMTP_PORT: '0' },
  },
  'eprescription-intake': {
    entry: 'eprescription-emitter/src/intake.main.js',
    settings: { MES_EPRESCRIPTION_INTAKE_PORT: '0' },
  },
  'metrics-api': { entry: 'metrics-api/src/main.js', settings: { MES_METRICS_API_PORT: '0' } },
} as const;

export type ServiceName = keyof typeof SERVICES;

/** One check of /ready. */
export interface Check {
  readonly name: string;
  readonly isReady: boolean;
  readonly reason?: string;
}

export interface Ready {
  readonly status: number;
  readonly failing: readonly Check[];
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A service as an orchestrator runs it: a process, its log, its operations port, signals. */
export class ServiceProcess {
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  #log = '';

  constructor(
    readonly name: ServiceName,
    settings: Readonly<Record<string, string>>,
  ) {
    const { entry, settings: own } = SERVICES[name];
    const inherited = Object.entries(process.env).filter(
      ([variable]) => !/^(MES_|OTEL_|NODE_OPTIONS$)/.test(variable),
    );
    this.#child = spawn(
      process.execPath,
      ['--max-old-space-size=320', join(PROJECT, 'dist', 'apps', entry)],
      {
        cwd: PROJECT,
        env: {
          ...Object.fromEntries(inherited),
          MES_LOG_FORMAT: 'json',
          MES_METRICS_PORT: '0',
          ...own,
          ...settings,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Everything it has written. */
  get log(): string {
    return this.#log;
  }

  /** The same as its collector reads it. Throws for a line that is no JSON. */
  lines(): Record<string, unknown>[] {
    return this.#log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Where a line of the log says that it listens. */
  async address(pattern: RegExp, deadlineMs = 60_000): Promise<string> {
    return eventually(`${this.name} tells ${String(pattern)}`, deadlineMs, () => {
      this.#assertAlive();
      return pattern.exec(this.#log)?.[1];
    });
  }

  operations(): Promise<string> {
    return this.address(/metrics at (http:\/\/[\d.]+:\d+)\/metrics/);
  }

  async ready(): Promise<Ready> {
    const answer = await fetch(`${await this.operations()}/ready`);
    const { checks } = (await answer.json()) as { checks: readonly Check[] };
    return { status: answer.status, failing: checks.filter(({ isReady }) => !isReady) };
  }

  async live(): Promise<number> {
    return (await fetch(`${await this.operations()}/live`)).status;
  }

  async whenReady(deadlineMs = 90_000): Promise<void> {
    await this.#whenStatus(200, deadlineMs);
  }

  async whenNotReady(deadlineMs = 60_000): Promise<Ready> {
    return this.#whenStatus(503, deadlineMs);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async #whenStatus(status: number, deadlineMs: number): Promise<Ready> {
    let last: Ready | undefined;
    try {
      return await eventually(`${this.name} answers ${String(status)}`, deadlineMs, async () => {
        this.#assertAlive();
        last = await this.ready();
        return last.status === status ? last : undefined;
      });
    } catch (cause) {
      throw new Error(`${JSON.stringify(last)}\n${this.#log.slice(-2000)}`, { cause });
    }
  }

  #assertAlive(): void {
    if (this.hasEnded) throw new Error(`${this.name} has ended:\n${this.#log.slice(-3000)}`);
  }
}
