import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startBackend } from './backend.js';
import { freePorts } from './ports.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server of this process that answers in its own way. */
const listen = async (serve: (socket: Socket) => void): Promise<string> => {
  const server = createServer(serve).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`; // a TCP server that listens
};

/** The least a client takes for a broker: the same correlation id and no error. */
const answerAsKafka = (socket: Socket): void => {
  socket.once('data', (request) => {
    const answer = Buffer.alloc(14);
    answer.writeInt32BE(10, 0);
    request.copy(answer, 4, 8, 12);
    socket.write(answer);
  });
};

const start = (kafkaBrokers: string, databaseUrl: string) =>
  startBackend({
    infra: 'auto',
    kafkaBrokers,
    databaseUrl,
    cacheDirectory: '/nowhere',
    onProgress: () => undefined,
  });

const deadAddress = async (): Promise<string> => `127.0.0.1:${String((await freePorts(1))[0])}`;

describe('an external backend', () => {
  it('is refused when nothing listens, naming the address', async () => {
    const address = await deadAddress();
    await expect(start(address, `postgres://mes@${await deadAddress()}/mes`)).rejects.toMatchObject(
      {
        name: 'BrokerUnreachableError',
        exitCode: 2,
        message: expect.stringContaining(address),
      },
    );
  });

  it('is refused when what listens is no broker', async () => {
    const address = await listen((socket) => {
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await expect(start(address, 'postgres://mes@127.0.0.1/mes')).rejects.toThrow(
      'it answers, and not as a Kafka broker',
    );
  });

  it('is refused when the broker hangs up on clear text', async () => {
    const address = await listen((socket) => {
      socket.once('data', () => {
        socket.destroy();
      });
    });
    await expect(start(address, 'postgres://mes@127.0.0.1/mes')).rejects.toThrow('TLS');
  });

  it('is refused when an address is no host:port', async () => {
    await expect(start('kafka', 'postgres://mes@127.0.0.1/mes')).rejects.toThrow(
      '"kafka" is no host:port',
    );
  });

  it('is refused when the database does not answer, without printing the password', async () => {
    const database = await deadAddress();
    const broker = await listen(answerAsKafka);
    const outcome = start(broker, `postgres://mes:secret@${database}/mes`);
    await expect(outcome).rejects.toMatchObject({
      name: 'DatabaseUnreachableError',
      message: expect.stringContaining(`postgres://mes:***@${database}/mes`),
    });
    await expect(outcome).rejects.not.toThrow('secret');
  });
});

describe('startBackend', () => {
  const options = {
    infra: 'auto',
    cacheDirectory: '/nowhere',
    onProgress: () => undefined,
  } as const;

  it('refuses one address without the other', async () => {
    await expect(startBackend({ ...options, kafkaBrokers: 'one:9092' })).rejects.toThrow(
      'MES_KAFKA_BROKERS alone',
    );
    await expect(startBackend({ ...options, databaseUrl: 'postgres://h/d' })).rejects.toThrow(
      'MES_DATABASE_URL alone',
    );
  });

  it.each([127, 1025, 700.5])('refuses a Kafka heap of %d MB', async (kafkaHeapMegabytes) => {
    await expect(startBackend({ ...options, kafkaHeapMegabytes })).rejects.toMatchObject({
      name: 'BackendOptionsError',
      message: expect.stringContaining('128 to 1024 MB'),
    });
  });
});
