/**
 * The keeper: a small process between a command and the servers it started. It reads orders from its
 * standard input, one JSON object a line, and stops every server when that input ends. The system
 * closes the pipe however the command dies, also by kill -9, so no server outlives it.
 *
 * Run as `node keeper.js RUN_FOLDER`. It imports nothing of the project: it must also run from source.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server to run. */
export interface ManagedProcess {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Standard output and standard error go there. */
  readonly logFile: string;
  /** Text of its command line that tells it from any other process. */
  readonly marker: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** How to stop it: each signal, and the milliseconds before the next one. */
  readonly stopSteps: readonly {
    readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL';
    readonly graceMs: number;
  }[];
}

export type KeeperOrder =
  | { readonly type: 'start'; readonly server: ManagedProcess }
  | { readonly type: 'remove-at-end'; readonly folder: string }
  | { readonly type: 'stop' };

export type KeeperReport =
  | { readonly type: 'started'; readonly name: string; readonly pid: number }
  | { readonly type: 'failed'; readonly name: string; readonly detail: string }
  | { readonly type: 'ended'; readonly name: string; readonly detail: string };

/** What the keeper leaves in the run folder, for whoever finds it after a crash of the keeper itself. */
export interface KeeperRecord {
  readonly keeperPid: number;
  readonly servers: readonly (Pick<ManagedProcess, 'name' | 'marker' | 'stopSteps'> & {
    readonly pid: number;
  })[];
}

interface RunningProcess {
  readonly server: ManagedProcess;
  readonly child: ChildProcess;
  readonly pid: number;
  readonly hasEnded: Promise<void>;
}

const runFolder = process.argv[2] ?? '';
const recordFile = join(runFolder, 'keeper.json');
const running = new Map<string, RunningProcess>();
const foldersToRemove: string[] = [];
let isStopping = false;

function carryOut(order: KeeperOrder): void {
  switch (order.type) {
    case 'start':
      startServer(order.server);
      break;
    case 'remove-at-end':
      foldersToRemove.push(order.folder);
      break;
    case 'stop':
      void stopAll();
      break;
  }
}

function startServer(server: ManagedProcess): void {
  const { name } = server;
  if (isStopping) return;
  try {
    const log = openSync(server.logFile, 'a', 0o600);
    const child = spawn(server.command, server.args, {
      cwd: server.workingDirectory,
      env: server.environment,
      stdio: ['ignore', log, log],
      ...server.user,
    });
    closeSync(log);
    child.on('error', (error) => {
      report({ type: 'failed', name, detail: error.message });
    });
    if (child.pid === undefined) return;
    const hasEnded = new Promise<void>((resolve) => {
      child.on('exit', (code, signal) => {
        running.delete(name);
        writeRecord();
        report({ type: 'ended', name, detail: signal ?? `exit code ${String(code)}` });
        resolve();
      });
    });
    running.set(name, { server, child, pid: child.pid, hasEnded });
    writeRecord();
    report({ type: 'started', name, pid: child.pid });
  } catch (error) {
    report({
      type: 'failed',
      name,
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

async function stopAll(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([...running.values()].map(stopServer));
  rmSync(recordFile, { force: true });
  for (const folder of foldersToRemove) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

async function stopServer({ server, child, hasEnded }: RunningProcess): Promise<void> {
  for (const { signal, graceMs } of server.stopSteps) {
    child.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const isGone = await Promise.race([
      hasEnded.then(() => true),
      new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, graceMs, false);
      }),
    ]);
    clearTimeout(timer);
    if (isGone) return;
  }
}

/** Written beside and renamed: a reader never sees half a record. */
function writeRecord(): void {
  const record: KeeperRecord = {
    keeperPid: process.pid,
    servers: [...running.values()].map(({ server: { name, marker, stopSteps }, pid }) => ({
      name,
      marker,
      stopSteps,
      pid,
    })),
  };
  try {
    writeFileSync(`${recordFile}.part`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${recordFile}.part`, recordFile);
  } catch (error) {
    // A full disk must not end the keeper: it still has servers to stop.
    report({ type: 'failed', name: 'keeper', detail: String(error) });
  }
}

function report(message: KeeperReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

// The reader of our reports may be gone already: the servers still have to be stopped.
process.stdout.on('error', () => undefined);
process.on('SIGTERM', () => void stopAll());
process.on('SIGINT', () => void stopAll());
process.on('SIGHUP', () => void stopAll());

writeRecord();
const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  // The only writer is the client in keeper-client.ts, which writes this type.
  carryOut(JSON.parse(line) as KeeperOrder);
});
orders.on('close', () => void stopAll());
