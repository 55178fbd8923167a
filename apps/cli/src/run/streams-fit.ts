import { BadInvocationError } from '#libs/platform';
import type { EmittedStream } from './run-database.js';

/**
 * A database proves one run with SONS: another seed would give the same clients other requests, and
 * documents of other runs would count for their thresholds.
 *
 * @param known what the database has met so far
 * @param asked what is about to be emitted
 * @throws BadInvocationError naming the stream that does not go together with the one asked for
 */
export function assertStreamsFit(known: readonly EmittedStream[], asked: EmittedStream): void {
  const other = known.find(
    ({ name, seed, hasSons }) =>
      (name !== asked.name || seed !== asked.seed) && (hasSons || asked.hasSons),
  );
  if (!other) return;
  throw new BadInvocationError(
    `${asked.name} with seed ${asked.seed}: expected a database without other runs beside SONS; it holds ${other.name} with seed ${other.seed}${other.hasSons ? ', a scenario with SONS' : ''}. Documents of two runs would count for the same clients. Use a fresh backend: without mes up each run gets its own.`,
  );
}
