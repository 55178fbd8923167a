import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpService, type HttpService } from './http-service.js';
import type { ConnectionLimits } from './limits.js';
import { KeptLog, ToyController, ToyModule } from './test-toy.js';

/** Small enough to wait for; what is told apart here is whether a connection ends at all. */
const LIMITS: ConnectionLimits = {
  headersTimeoutMs: 250,
  requestTimeoutMs: 500,
  timeoutCheckMs: 25,
  silentConnectionMs: 400,
  connectionsMax: 2_000,
};
/** Between two bytes of a client that wants to stay for ever. */
const DRIP_MS = 20;

let http: HttpService;
const sockets: Socket[] = [];

const start = (connections: Partial<ConnectionLimits>): Promise<HttpService> =>
  startHttpService({
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    connections,
    logger: new KeptLog(),
  });

beforeAll(async () => {
  http = await start(LIMITS);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(async () => {
  await http.service.close();
});

interface Conversation {
  readonly socket: Socket;
  /** Everything that came, once the service has closed the connection. */
  readonly ended: Promise<string>;
}

function talk({ url }: HttpService = http): Conversation {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  socket.setEncoding('utf8');
  let came = '';
  socket.on('data', (chunk: string) => {
    came += chunk;
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    socket.on('close', () => {
      resolve(came);
    });
  });
  return { socket, ended };
}

/** Sends a byte again and again until the other side has had enough. */
async function drip({ socket, ended }: Conversation, byte: string): Promise<string> {
  for (;;) {
    if (socket.writable) socket.write(byte);
    const came = await Promise.race([ended, delay(DRIP_MS, undefined)]);
    if (came !== undefined) return came;
  }
}

describe('a client that takes its time', () => {
  it('is cut in the middle of its headers, however regularly it sends a byte', async () => {
    const client = talk();
    client.socket.write('GET /toys HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
    const came = await drip(client, 'a');
    expect(came).toMatch(/^HTTP\/1\.1 408 /);
    expect(came).toContain('urn:mes-flow:problem:request-timeout');
  });

  it('is cut before its first byte', async () => {
    expect(await talk().ended).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it.each([
    ['a length', 'Content-Length: 4000', '{"name": "', 'a'],
    ['chunks', 'Transfer-Encoding: chunked', '', '1\r\na\r\n'],
  ])('is cut in the middle of its body, announced by %s', async (_, header, start, byte) => {
    const before = ToyController.orders;
    const client = talk();
    client.socket.write(
      `POST /toys HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${header}\r\n\r\n${start}`,
    );
    expect(await drip(client, byte)).not.toMatch(/^HTTP\/1\.1 2/);
    expect(ToyController.orders).toBe(before);
  });

  it('is cut when it takes nothing of a long answer', async () => {
    const client = talk();
    client.socket.pause();
    client.socket.write('GET /toys/long HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    // Its own side learns of the cut only by reading or writing.
    const isCut = new Promise((resolve) => client.socket.once('close', resolve));
    // The first look of Node's only notes how much is waiting to be taken.
    await delay(5 * LIMITS.silentConnectionMs);
    client.socket.resume();
    await isCut;
    expect((await client.ended).length).toBeLessThan(32 * 1024 * 1024);
  });

  it('is served when it is slow and within the bound', async () => {
    const client = talk();
    for (const part of [
      'GET /toys HTTP/1.1\r\n',
      'Host: 127.0.0.1\r\n',
      'Connection: close\r\n\r\n',
    ]) {
      client.socket.write(part);
      await delay(DRIP_MS);
    }
    expect(await client.ended).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('more connections than there may be', () => {
  it('are dropped, and those that are there are served', async () => {
    const connectionsMax = 8;
    const crowded = await start({ connectionsMax });
    const first = Array.from({ length: connectionsMax }, () => talk(crowded));
    await Promise.all(
      first.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    const further = talk(crowded);
    expect(await further.ended).toBe('');
    const [one] = first;
    one?.socket.write('GET /toys HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(await one?.ended).toMatch(/^HTTP\/1\.1 200 /);
    for (const { socket } of first) socket.destroy();
    await crowded.service.close();
  });
});
