import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { systemClock } from '#libs/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.js';

/** A server that sends back what it gets, behind a network. */
async function echoBehindProxy() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await TcpProxy.start({ seed: 1 });
  proxy.aim((server.address() as AddressInfo).port); // It listens on TCP.
  const clients: Socket[] = [];
  return {
    proxy,
    open: async () => {
      const client = connect(proxy.port, '127.0.0.1');
      client.on('error', () => undefined);
      clients.push(client);
      await once(client, 'connect');
      return client;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await proxy.close();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends bytes and waits until as many have come back. */
async function echoed(client: Socket, bytes: Buffer) {
  const pieces: Buffer[] = [];
  const startedMs = systemClock.monotonicMs();
  const whole = new Promise<void>((resolve) => {
    const take = (piece: Buffer): void => {
      pieces.push(piece);
      if (Buffer.concat(pieces).length < bytes.length) return;
      client.off('data', take);
      resolve();
    };
    client.on('data', take);
  });
  client.write(bytes);
  await whole;
  return { bytes: Buffer.concat(pieces), ms: systemClock.monotonicMs() - startedMs };
}

describe('a network with faults', () => {
  let echo: Awaited<ReturnType<typeof echoBehindProxy>>;
  beforeEach(async () => {
    echo = await echoBehindProxy();
  });
  afterEach(() => echo.close());

  const sent = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));

  it.each([
    ['clear', {}],
    ['late and uneven', { latencyMs: 5, jitterMs: 10, pieceBytesMax: 1500 }],
    ['narrow', { bytesPerSecond: 200_000, pieceBytesMax: 1000 }],
    ['a trickle', { pieceBytesMax: 7 }],
  ])('hands on every byte in its order when it is %s', async (_, conditions) => {
    echo.proxy.set(conditions);
    const client = await echo.open();
    expect((await echoed(client, sent)).bytes.equals(sent)).toBe(true);
  });

  it('is as late as it is told to be, both ways', async () => {
    const client = await echo.open();
    echo.proxy.set({ latencyMs: 60 });
    // Never earlier than both latencies; how much later is the machine's affair.
    expect((await echoed(client, Buffer.from('one'))).ms).toBeGreaterThanOrEqual(120);
  });

  it('is as narrow as it is told to be', async () => {
    const client = await echo.open();
    echo.proxy.set({ bytesPerSecond: 50_000, pieceBytesMax: 500 });
    expect((await echoed(client, sent.subarray(0, 10_000))).ms).toBeGreaterThanOrEqual(180);
  });

  it('lets nothing through while it is silent, and everything afterwards, on a connection that lived', async () => {
    const client = await echo.open();
    echo.proxy.set({ isSilent: true });
    let came = 0;
    client.on('data', (piece) => (came += piece.length));
    client.write('into the hole');
    await systemClock.sleep(150);
    expect([came, client.destroyed]).toEqual([0, false]);
    echo.proxy.set({});
    while (came < 'into the hole'.length) await systemClock.sleep(5);
    expect((await echoed(client, sent)).bytes.equals(sent)).toBe(true);
  });

  it('resets connections when it is cut, and takes new ones', async () => {
    const client = await echo.open();
    await echoed(client, Buffer.from('one'));
    const closed = new Promise((resolve) => client.once('close', resolve));
    echo.proxy.cut();
    await closed;
    expect((await echoed(await echo.open(), sent)).bytes.equals(sent)).toBe(true);
  });

  it('hands on an orderly end behind the last bytes', async () => {
    const client = await echo.open();
    echo.proxy.set({ latencyMs: 30, pieceBytesMax: 1000 });
    const pieces: Buffer[] = [];
    client.on('data', (piece) => pieces.push(piece));
    client.end(sent);
    await once(client, 'close');
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    while (echo.proxy.links > 0) await systemClock.sleep(5);
  });
});
