import { MailRefusedError } from '#libs/mssante';
import type { Clock } from '#libs/platform';
import type { Readable } from 'node:stream';
import type { ByteBudget } from './byte-budget.js';

export interface ReceiveBounds {
  readonly bytesMax: number;
  readonly transferMsMax: number;
}

/** A message that has arrived; `release` gives its bytes back to the budget. */
export interface ReceivedBytes {
  readonly raw: Buffer;
  release(): void;
}

/**
 * Reads a message to its end within bounds. One that is too large, or for which there is no room, is
 * read on without being kept: SMTP answers after the last line.
 *
 * @throws MailRefusedError message-too-big, out-of-memory or too-slow
 */
export async function receiveBytes(
  stream: Readable,
  budget: ByteBudget,
  { bytesMax, transferMsMax }: ReceiveBounds,
  clock: Pick<Clock, 'sleep'>,
): Promise<ReceivedBytes> {
  const chunks: Buffer[] = [];
  let length = 0;
  let refusal: MailRefusedError | undefined;
  const release = (): void => {
    budget.give(length);
    length = 0;
  };
  const give = (reason: MailRefusedError): void => {
    refusal ??= reason;
    chunks.length = 0;
    release();
  };
  const take = (chunk: Buffer): void => {
    if (refusal !== undefined) return;
    if (length + chunk.length > bytesMax) {
      give(new MailRefusedError('message-too-big', `more than ${bytesMax} bytes`));
    } else if (!budget.take(chunk.length)) {
      give(new MailRefusedError('out-of-memory', 'more messages than there is room for'));
    } else {
      chunks.push(chunk);
      length += chunk.length;
    }
  };
  const arrival = new AbortController();
  try {
    await Promise.race([ended(stream, take), tooLate(clock, transferMsMax, arrival.signal)]);
  } catch (error) {
    release();
    throw error;
  } finally {
    arrival.abort();
  }
  if (refusal !== undefined) throw refusal;
  return { raw: Buffer.concat(chunks, length), release };
}

function ended(stream: Readable, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const cutOff = (): void => {
      // Nobody is there to read the reply; what matters is that half a message is never one.
      reject(new MailRefusedError('unreadable-mail', 'a connection that closed before the end'));
    };
    stream.on('data', take);
    stream.on('end', resolve);
    stream.on('error', cutOff);
    stream.on('close', cutOff);
  });
}

async function tooLate(
  clock: Pick<Clock, 'sleep'>,
  transferMsMax: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(transferMsMax, signal);
  } catch (error) {
    // The message arrived first: the race is over.
    if (signal.aborted) return;
    throw error;
  }
  throw new MailRefusedError('too-slow', `a message that takes more than ${transferMsMax} ms`);
}
