import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server that answers slowly: a proxy before a quick one. */
export interface SlowProxy {
  /** Address of the proxy, with everything else as in the address of the server. */
  readonly url: string;
  /** How many times as long as the server itself an answer takes from now on; 1 at first. */
  slowDown(times: number): void;
  close(): Promise<void>;
}

/** An answer that the server has at once takes at least this, before it is multiplied: milliseconds. */
const ANSWER_MS_MIN = 1;

/**
 * Starts a proxy before the server at `url`. Requests go through at once; an answer waits until so
 * many times the time has passed that the server took for it. Nothing is lost or changed.
 */
export async function startSlowProxy(url: string): Promise<SlowProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let times = 1;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // The other side's end of the same connection says all there is to say.
      socket.on('error', () => undefined);
    }
    let askedAtMs = performance.now();
    client.on('data', (chunk) => {
      askedAtMs = performance.now();
      upstream.write(chunk);
    });
    let answered: Promise<void> = Promise.resolve();
    upstream.on('data', (chunk) => {
      const tookMs = Math.max(ANSWER_MS_MIN, performance.now() - askedAtMs);
      // From the request on, not from the piece before: an answer in many pieces is as slow as one.
      const dueAtMs = askedAtMs + times * tookMs;
      answered = answered.then(async () => {
        const waitMs = times === 1 ? 0 : dueAtMs - performance.now();
        if (waitMs > 0) await delay(waitMs);
        client.write(chunk);
      });
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      void answered.then(() => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Cast: a server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${String(port)}` }).href,
    slowDown: (factor) => {
      times = factor;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
