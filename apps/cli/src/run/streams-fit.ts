import { BadInvocationError } from '#libs/platform';
import { streamInTheWay, type EmittedStream } from '#libs/store';

/**
 * A database proves one run with SONS; see streamInTheWay.
 *
 * @param known what the database has met so far
 * @param asked what is about to be emitted
 * @throws BadInvocationError naming the stream that does not go together with the one asked for
 */
export function assertStreamsFit(known: readonly EmittedStream[], asked: EmittedStream): void {
  const other = streamInTheWay(known, asked);
  if (!other) return;
  throw new BadInvocationError(
    `${asked.name} with seed ${asked.seed}: expected a database without other runs beside SONS; it holds ${other.name} with seed ${other.seed}${other.hasSons ? ', a scenario with SONS' : ''}. Documents of two runs would count for the same clients. Use a fresh backend: without mes up each run gets its own.`,
  );
}
