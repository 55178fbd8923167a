import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { BrokerUnreachableError } from '#libs/kafka';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KafkaTopicPages, READERS_MAX } from './kafka-topic-pages.js';
import { TooManyReadersError } from './topic-page.js';

const REQUEST = { topic: 'mes.dmp.v1', partition: 0, offset: 'first', limit: 1 } as const;

describe('pages of a topic', () => {
  /** Takes connections and never answers. */
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it('are read by so many at once and no more, and again when those have left', async () => {
    const { port } = server.address() as AddressInfo;
    const pages = new KafkaTopicPages({
      brokers: [`127.0.0.1:${port}`],
      clientId: 'spec',
      connectTimeoutMs: 300,
    });
    const readers = Array.from({ length: READERS_MAX }, () => pages.read(REQUEST));
    const settled = Promise.allSettled(readers);
    await expect(pages.read(REQUEST)).rejects.toThrow(TooManyReadersError);
    for (const outcome of await settled) {
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(
        BrokerUnreachableError,
      );
    }
    await expect(pages.read(REQUEST)).rejects.toThrow(BrokerUnreachableError);
  });
});
