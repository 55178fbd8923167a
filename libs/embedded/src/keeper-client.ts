import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KeeperOrder, KeeperReport, ManagedProcess } from './keeper.js';

/** Longest wait for the keeper to stop all servers; longer than the sum of a server's own steps. */
const STOP_TIMEOUT_MS = 60_000;

/** A process that the keeper runs for us. */
export interface KeptProcess {
  readonly pid: number;
  /** Why it ended, once it has; undefined while it runs. */
  readonly ending: string | undefined;
  /** Resolves with the same when it ends. */
  readonly whenEnded: Promise<string>;
}

interface Entry {
  readonly started: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<string>;
  /** True once its end is no news: it was expected to end, or was given up. */
  isExpectedToEnd: boolean;
  pid: number;
  ending: string | undefined;
}

/** The command's end of the pipe to its keeper (keeper.ts says why there is one). */
export class KeeperClient {
  private readonly entries = new Map<string, Entry>();
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly onUnexpectedEnd: (name: string, detail: string) => void,
  ) {
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.receive(JSON.parse(line) as KeeperReport); // keeper.ts writes nothing else
      });
    }
    // A keeper that was killed closes its input; the error is then the next order's.
    child.stdin?.on('error', () => undefined);
    child.on('exit', () => {
      this.receiveEnd();
    });
  }

  /**
   * Starts a keeper for the folder of a run.
   *
   * @param onUnexpectedEnd told when a server ends that was not asked to
   */
  static start(
    runFolder: string,
    onUnexpectedEnd: (name: string, detail: string) => void,
  ): KeeperClient {
    const log = openSync(join(runFolder, 'keeper.log'), 'a', 0o600);
    try {
      // Detached: a Ctrl-C in the terminal reaches the command, which stops the servers in order.
      const child = spawn(process.execPath, [keeperFile(), runFolder], {
        detached: true,
        stdio: ['pipe', 'pipe', log],
      });
      return new KeeperClient(child, onUnexpectedEnd);
    } finally {
      closeSync(log);
    }
  }

  /**
   * Runs a process. Resolves once it exists, which is before a server serves.
   *
   * @param options.isExpectedToEnd omitted: false, for a server; its end is then told as unexpected
   */
  async run(
    managed: ManagedProcess,
    options: { readonly isExpectedToEnd?: boolean } = {},
  ): Promise<KeptProcess> {
    const entry: Entry = {
      started: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      isExpectedToEnd: options.isExpectedToEnd ?? false,
      pid: 0,
      ending: undefined,
    };
    this.entries.set(managed.name, entry);
    this.order({ type: 'start', server: managed });
    await entry.started.promise;
    return {
      pid: entry.pid,
      whenEnded: entry.ended.promise,
      get ending() {
        return entry.ending;
      },
    };
  }

  /** From now on the end of this server is no news: it failed to serve, and its caller knows. */
  giveUp(name: string): void {
    const entry = this.entries.get(name);
    if (entry) entry.isExpectedToEnd = true;
  }

  /** Has the keeper delete a folder after the last server ended, also when this process is killed. */
  removeAtEnd(folder: string): void {
    this.order({ type: 'remove-at-end', folder });
  }

  /**
   * Lets this process end without a call of stop: the keeper then sees the pipe close. Called once
   * the servers serve; before, this process has to wait for reports.
   */
  letGo(): void {
    unreference(this.child);
  }

  /** Stops all servers and the keeper. Safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopOnce();
    return this.stopping;
  }

  private async stopOnce(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.ref();
    const ended = once(this.child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) });
    this.order({ type: 'stop' });
    await ended;
  }

  private order(order: KeeperOrder): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  private receive(report: KeeperReport): void {
    const entry = this.entries.get(report.name);
    switch (report.type) {
      case 'started':
        if (entry) entry.pid = report.pid;
        entry?.started.resolve();
        break;
      case 'failed':
        if (entry) entry.started.reject(new Error(report.detail));
        else this.onUnexpectedEnd(report.name, report.detail);
        break;
      case 'ended':
        if (entry) this.settle(report.name, entry, report.detail);
        break;
    }
  }

  /** The keeper is gone. If nobody asked, its servers have lost their guard: end them here. */
  private receiveEnd(): void {
    for (const [name, entry] of this.entries) {
      entry.started.reject(new Error('its keeper ended'));
      if (entry.pid === 0 || entry.ending !== undefined) continue;
      if (!this.stopping) killQuietly(entry.pid);
      this.settle(name, entry, 'its keeper was killed');
    }
  }

  private settle(name: string, entry: Entry, detail: string): void {
    entry.ending = detail;
    entry.ended.resolve(detail);
    if (!this.stopping && !entry.isExpectedToEnd) this.onUnexpectedEnd(name, detail);
  }
}

/** From source the file is TypeScript, which Node runs by stripping its types; compiled it is not. */
function keeperFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./keeper.${extension}`, import.meta.url));
}

function unreference(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    // The pipes of a child are sockets, which node types as plain streams.
    if (stream instanceof Socket) stream.unref();
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with the keeper.
  }
}
