import { readFileSync } from 'node:fs';

/**
 * What every contestant is told and says: its task is its standard input, as JSON; its result is its last
 * line, as JSON with `eventsPerSecond`. `apps/cli/src/bench/programs.ts` is the other side.
 */

/**
 * The task of this process. Only `mes bench` writes one, and it knows what each contestant takes: the
 * caller may name its type.
 *
 * @throws SyntaxError without one
 */
export function readTask(): unknown {
  return JSON.parse(readFileSync(process.stdin.fd, 'utf8'));
}

/** What a contestant says: its rate, and details of its own. */
interface Result {
  readonly eventsPerSecond: number;
  readonly [detail: string]: unknown;
}

/** Prints the result and ends: clients may still hold connections, and nobody waits for them. */
export function finish(result: Result): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

/** Events of a second. @param milliseconds above 0 */
export function rateOf(events: number, milliseconds: number): number {
  return Math.round((events * 1000) / milliseconds);
}
