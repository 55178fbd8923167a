import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { isPassing } from '../cluster/cluster.js';
import { RESPONSE_BYTES_MAX, WireConnection, type ResponseMemory } from './wire-connection.js';

const CLIENT = 'spec';
const OPTIONS = { clientId: CLIENT, connectTimeoutMs: 2000, requestTimeoutMs: 2000 };

/** Memory that remembers what was taken and given back. */
class CountingMemory implements ResponseMemory {
  taken = 0;
  returned = 0;

  take(length: number): Buffer {
    this.taken += 1;
    return Buffer.alloc(length + 7);
  }

  giveBack(): void {
    this.returned += 1;
  }
}

/** A request as it came over the wire. */
interface SeenRequest {
  readonly correlationId: number;
  readonly bytes: Buffer;
}

/** A broker of a few lines: what it answers is the test's to say. */
class ModelBroker {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;

  constructor(answer: (socket: Socket, request: SeenRequest) => void) {
    this.#server = createServer((socket) => {
      let bytes = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) {
          const end = 4 + bytes.readInt32BE(0);
          const request = { correlationId: bytes.readInt32BE(8), bytes: bytes.subarray(0, end) };
          bytes = bytes.subarray(end);
          this.seen.push(request);
          answer(socket, request);
        }
      });
    });
  }

  async open(): Promise<WireConnection> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return WireConnection.open('127.0.0.1', this.port, OPTIONS);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // A TCP server has such an address.
  }

  close(): void {
    this.#server.close();
  }
}

function answerOf(correlationId: number, body: Uint8Array): Buffer {
  const answer = Buffer.alloc(9 + body.length);
  answer.writeInt32BE(5 + body.length, 0);
  answer.writeInt32BE(correlationId, 4);
  answer.set(body, 9);
  return answer;
}

function bodyOf(length: number, seed: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + seed) & 0xff));
}

describe('WireConnection', () => {
  let broker: ModelBroker;
  let connection: WireConnection;

  async function open(answer: (socket: Socket, request: SeenRequest) => void): Promise<void> {
    broker = new ModelBroker(answer);
    connection = await broker.open();
  }

  function ask(
    memory: ResponseMemory,
    ...parts: Uint8Array[]
  ): ReturnType<WireConnection['exchange']> {
    return connection.exchange({ apiKey: 1, apiVersion: 13, parts, memory });
  }

  afterEach(() => {
    connection.close();
    broker.close();
  });

  it('sends the header and the pieces of a request as one message', async () => {
    await open((socket, { correlationId }) => {
      socket.write(answerOf(correlationId, Buffer.from('ok')));
    });
    await ask(new CountingMemory(), Buffer.from('head'), Buffer.from('body'));
    const bytes = broker.seen[0]?.bytes ?? Buffer.alloc(0);
    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4);
    expect([bytes.readInt16BE(4), bytes.readInt16BE(6), bytes.readInt32BE(8)]).toEqual([1, 13, 1]);
    expect(bytes.subarray(12).toString('latin1')).toBe('\0\x04spec\0headbody');
  });

  it('puts answers together however they are cut, several requests under way', async () => {
    const bodies = [1, 70_000, 3, 900_000].map((length, index) => bodyOf(length, index));
    await open((socket, { correlationId }) => {
      const answer = answerOf(correlationId, bodies[correlationId - 1] ?? Buffer.alloc(0));
      socket.write(answer.subarray(0, 3));
      for (let start = 3; start < answer.length; start += 65_521) {
        socket.write(answer.subarray(start, start + 65_521));
      }
    });
    const memory = new CountingMemory();
    const answers = await Promise.all(bodies.map(() => ask(memory, Buffer.from('x'))));
    expect(
      answers.map(({ body }) => Buffer.compare(body, bodies.shift() ?? Buffer.alloc(0))),
    ).toEqual([0, 0, 0, 0]);
    expect([memory.taken, memory.returned]).toEqual([4, 0]);
  });

  it('reads an answer that trickles in byte by byte', async () => {
    const body = bodyOf(40, 9);
    await open((socket, { correlationId }) => {
      const answer = answerOf(correlationId, body);
      let sent = 0;
      const trickle = (): void => {
        if (sent === answer.length) return;
        socket.write(answer.subarray(sent, sent + 1), () => setImmediate(trickle));
        sent += 1;
      };
      socket.setNoDelay(true);
      trickle();
    });
    expect((await ask(new CountingMemory(), Buffer.from('x'))).body).toEqual(body);
  });

  it('fails what is under way when the broker closes in the middle of an answer, and gives its memory back', async () => {
    await open((socket, { correlationId }) => {
      socket.end(answerOf(correlationId, bodyOf(1000, 1)).subarray(0, 500));
    });
    const memory = new CountingMemory();
    const failures = await Promise.allSettled([
      ask(memory, Buffer.from('x')),
      ask(memory, Buffer.from('y')),
    ]);
    for (const failure of failures) {
      expect(failure.status).toBe('rejected');
      expect(failure.status === 'rejected' && isPassing(failure.reason as Error)).toBe(true);
    }
    expect([memory.taken, memory.returned]).toEqual([1, 1]);
    expect(connection.isOpen).toBe(false);
    await expect(ask(memory, Buffer.from('z'))).rejects.toThrow('closed');
  });

  it('refuses an answer to another request', async () => {
    await open((socket, { correlationId }) => {
      socket.write(answerOf(correlationId + 1, bodyOf(10, 1)));
    });
    await expect(ask(new CountingMemory(), Buffer.from('x'))).rejects.toMatchObject({
      code: 'PLT_KFK_UNEXPECTED_CORRELATION_ID',
    });
  });

  it.each([RESPONSE_BYTES_MAX + 1, -1, 3])(
    'takes no memory for an answer of %d bytes',
    async (length) => {
      await open((socket) => {
        const head = Buffer.alloc(8);
        head.writeInt32BE(length, 0);
        socket.write(head);
      });
      const memory = new CountingMemory();
      await expect(ask(memory, Buffer.from('x'))).rejects.toThrow(String(length));
      expect(memory.taken).toBe(0);
    },
  );

  it('gives a silent broker up, but not a connection that nobody waits for', async () => {
    await open(() => undefined);
    const silent = await WireConnection.open('127.0.0.1', broker.port, {
      ...OPTIONS,
      requestTimeoutMs: 30,
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(silent.isOpen).toBe(true);
    await expect(
      silent.exchange({ apiKey: 1, apiVersion: 13, parts: [], memory: new CountingMemory() }),
    ).rejects.toThrow('did not answer in time');
  });

  it('says that nobody listens', async () => {
    await open(() => undefined);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo; // A TCP server has such an address.
    await new Promise((resolve) => closed.close(resolve));
    await expect(WireConnection.open('127.0.0.1', port, OPTIONS)).rejects.toMatchObject({
      code: 'PLT_KFK_NETWORK',
    });
  });
});
