import { describe, expect, it } from '@jest/globals';
import { connect, createServer, type AddressInfo } from 'node:net';
import { startSlowProxy } from './slow-proxy.js';

describe('startSlowProxy', () => {
  it('passes everything on in its order, slowed down or not', async () => {
    const server = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Cast: a server that listens on TCP has an address of this kind.
    const { port } = server.address() as AddressInfo;
    const proxy = await startSlowProxy(`postgres://u:p@127.0.0.1:${String(port)}/d?x=1`);
    const { hostname, port: proxyPort, pathname, search, username } = new URL(proxy.url);
    expect([hostname, pathname, search, username]).toEqual(['127.0.0.1', '/d', '?x=1', 'u']);
    const socket = connect(Number(proxyPort), hostname);
    let came = '';
    let expected = '';
    for (const times of [1, 10, 1]) {
      proxy.slowDown(times);
      for (let index = 0; index < 20; index++) {
        const text = `${String(times)}/${String(index)};`;
        expected += text;
        socket.write(text);
      }
      await new Promise<void>((resolve) => {
        const take = (chunk: Buffer): void => {
          came += chunk.toString();
          if (came.length < expected.length) return;
          socket.off('data', take);
          resolve();
        };
        socket.on('data', take);
      });
    }
    expect(came).toBe(expected);
    socket.destroy();
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
