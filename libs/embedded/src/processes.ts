import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemClock } from '#libs/platform';
import { codeOf } from './error-details.js';

/** How often a process that was told to end is looked at. */
const POLL_INTERVAL_MS = 20;

/** One step of stopping a process: the signal, and how long it may take before the next step. */
export interface StopStep {
  readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL';
  readonly graceMs: number;
}

/** True when a process of that id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/**
 * True when the process runs and its command line contains the marker. Process ids are used again
 * by the system: an id from an old file says nothing without this.
 */
export function isOurs(pid: number, marker: string): boolean {
  return isAlive(pid) && (commandLineOf(pid) ?? '').includes(marker);
}

/** Takes the steps until the process is gone. Resolves to false when it outlived them all. */
export async function endProcess(pid: number, steps: readonly StopStep[]): Promise<boolean> {
  for (const { signal, graceMs } of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return !isAlive(pid);
    }
    const deadline = systemClock.monotonicMs() + graceMs;
    while (isAlive(pid) && systemClock.monotonicMs() < deadline) {
      await systemClock.sleep(POLL_INTERVAL_MS);
    }
    if (!isAlive(pid)) return true;
  }
  return false;
}

function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return execFileSync('ps', ['-o', 'command=', '-ww', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // It ended between the two looks.
    return undefined;
  }
}
