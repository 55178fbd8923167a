import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { RunFailedError, childEnvironment } from '#libs/platform';
import type { Measured } from './bench-report.js';

/** A contestant that takes longer than this is ended: something stands still. */
const PROGRAM_TIMEOUT_MS = 15 * 60_000;
/** Characters kept of each output, its end: enough for any result. */
const OUTPUT_CHARACTERS_MAX = 200_000;
/** Characters of the error output that a failure shows. */
const SHOWN_CHARACTERS_MAX = 2000;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** What it reads from its standard input; omitted: nothing. */
  readonly input?: string;
  /** Settings of this project that the program gets; omitted: none. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws RunFailedError when it cannot be started, fails, or takes too long
 */
export async function runProgram(name: string, program: Program): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.command, [...program.args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment(program.settings ?? {}),
      timeout: PROGRAM_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    // A program that ends before it has read all of it says why by its exit code.
    child.stdin.on('error', () => undefined).end(program.input ?? '');
    const kept = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      kept.output = (kept.output + text).slice(-OUTPUT_CHARACTERS_MAX);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      kept.errors = (kept.errors + text).slice(-OUTPUT_CHARACTERS_MAX);
    });
    child.once('error', (cause) => {
      reject(
        new RunFailedError(`${name}: expected to start ${program.command}, came an error`, {
          cause,
        }),
      );
    });
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(kept.output);
        return;
      }
      const how = signal ?? `exit code ${String(code)}`;
      const said = `${kept.output}\n${kept.errors}`.trim().slice(-SHOWN_CHARACTERS_MAX);
      reject(new RunFailedError(`${name}: expected it to end well, came ${how}:\n${said}`));
    });
  });
}

/** Where the compiled contestants are: beside `apps` and `libs`. */
const CONTESTANTS_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'test', 'bench');

/** A contestant's own program under `test/bench`. */
export interface ContestantCall {
  /** Its file without the ending, such as `emit/kafkajs`. */
  readonly file: string;
  /** What it is told, as JSON on its standard input: the address of a database holds a password, and arguments are for everybody to read. */
  readonly task: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Options of Node. Omitted: none. */
  readonly nodeOptions?: readonly string[];
}

/**
 * Runs a contestant in a process of its own.
 *
 * @returns the object it printed as its last line
 * @throws RunFailedError when it fails, or prints no such line
 */
export async function runContestant(call: ContestantCall): Promise<Measured> {
  const output = await runProgram(call.file, {
    command: process.execPath,
    args: [
      ...(call.nodeOptions ?? []),
      '--disable-warning=TimeoutNegativeWarning',
      join(CONTESTANTS_FOLDER, `${call.file}.js`),
    ],
    input: JSON.stringify(call.task),
    ...(call.settings && { settings: call.settings }),
  });
  return measuredOf(call.file, output);
}

/**
 * Reads a contestant's last line.
 *
 * @throws RunFailedError when it is not an object with a rate
 */
export function measuredOf(name: string, output: string): Measured {
  const line = output.trim().split('\n').at(-1) ?? '';
  const measured = parsed(line);
  if (isMeasured(measured)) return measured;
  throw new RunFailedError(
    `${name}: expected a last line of JSON with eventsPerSecond, came "${line.slice(0, SHOWN_CHARACTERS_MAX)}"`,
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The caller says what was expected and what came.
    return undefined;
  }
}

function isMeasured(value: unknown): value is Measured {
  return (
    typeof value === 'object' &&
    value !== null &&
    'eventsPerSecond' in value &&
    typeof value.eventsPerSecond === 'number' &&
    value.eventsPerSecond > 0
  );
}
