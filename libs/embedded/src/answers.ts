import { connect } from 'node:net';
import { Client } from 'pg';
import { databaseAccessOf, systemClock } from '#libs/platform';

/** Between two attempts at a server that is starting. */
const RETRY_INTERVAL_MS = 25;

const API_VERSIONS_KEY = 18;
const CORRELATION_ID = 0x6d6573;
/** Size, key, version, correlation id, and a null client id. */
const API_VERSIONS_REQUEST = Buffer.alloc(14);
API_VERSIONS_REQUEST.writeInt32BE(10, 0);
API_VERSIONS_REQUEST.writeInt16BE(API_VERSIONS_KEY, 4);
API_VERSIONS_REQUEST.writeInt32BE(CORRELATION_ID, 8);
API_VERSIONS_REQUEST.writeInt16BE(-1, 12);
/** Size, correlation id, error code: what must have come before the answer can be judged. */
const ANSWER_HEAD_BYTES = 10;

/**
 * Asks one broker which requests it knows, the first thing any client does. An embedded broker
 * answers only once it serves: until then its listener accepts nothing.
 *
 * @throws Error that says why it is no broker that answers
 */
export async function askKafka(address: string, timeoutMs: number): Promise<void> {
  const separator = address.lastIndexOf(':');
  const socket = connect({
    host: address.slice(0, separator),
    port: Number(address.slice(separator + 1)),
  });
  await new Promise<void>((resolve, reject) => {
    let answer = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => {
      reject(new Error(`no answer within ${String(timeoutMs / 1000)} s`));
    });
    socket.on('connect', () => socket.write(API_VERSIONS_REQUEST));
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('it closed the connection, as a listener with TLS or SASL does'));
    });
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < ANSWER_HEAD_BYTES) return;
      if (answer.readInt32BE(4) === CORRELATION_ID && answer.readInt16BE(8) === 0) resolve();
      else reject(new Error('it answers, and not as a Kafka broker'));
    });
  }).finally(() => socket.destroy());
}

/**
 * Connects, reads the server's version and leaves.
 *
 * @returns such as 18.4
 * @throws the error of the driver
 */
export async function askPostgres(url: string, timeoutMs: number): Promise<string> {
  return withClient(url, timeoutMs, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  });
}

/** Runs the work on a connection of its own. */
export async function withClient<T>(
  url: string,
  timeoutMs: number,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    ...databaseAccessOf(url),
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A server that goes away between two queries must not end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Asks again until the server answers.
 *
 * @param hasEnded why it never will, or undefined while it may
 * @throws the last error, or an Error with the reason why it ended
 */
export async function untilAnswered<T>(options: {
  readonly ask: () => Promise<T>;
  readonly hasEnded: () => string | undefined;
  readonly timeoutMs: number;
}): Promise<T> {
  const deadline = systemClock.monotonicMs() + options.timeoutMs;
  for (;;) {
    try {
      return await options.ask();
    } catch (error) {
      const ending = options.hasEnded();
      if (ending !== undefined) throw new Error(`the server ended: ${ending}`, { cause: error });
      if (systemClock.monotonicMs() > deadline) throw error;
    }
    await systemClock.sleep(RETRY_INTERVAL_MS);
  }
}
