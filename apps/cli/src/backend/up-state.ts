import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KafkaAccess } from '#libs/platform';

/** What a running `mes up` leaves for the other commands, so that they find it without settings. */
export interface UpState {
  readonly pid: number;
  readonly kafkaBrokers: string;
  /** How to get into the cluster, its password included: the file is its owner's alone. */
  readonly access: KafkaAccess;
  readonly databaseUrl: string;
  readonly description: string;
  /** How and which Kafka, such as `embedded 4.3.1`. */
  readonly kafka: string;
  readonly postgres: string;
}

/** Where it is: readable by this user alone, because the address holds a password. */
export function stateFile(cacheDirectory: string): string {
  return join(cacheDirectory, 'up.json');
}

/** The `mes up` that runs now, if one does. */
export function readUpState(cacheDirectory: string): UpState | undefined {
  let state: UpState;
  try {
    state = JSON.parse(readFileSync(stateFile(cacheDirectory), 'utf8')) as UpState;
  } catch {
    // No such file, or one cut short by a crash: nothing runs that could be used.
    return undefined;
  }
  return isAlive(state.pid) ? state : undefined;
}

export function writeUpState(cacheDirectory: string, state: UpState): void {
  const file = stateFile(cacheDirectory);
  mkdirSync(dirname(file), { recursive: true });
  // The addresses hold passwords.
  writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
}

export function removeUpState(cacheDirectory: string): void {
  rmSync(stateFile(cacheDirectory), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
