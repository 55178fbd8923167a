import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Asks the system for free ports on the loopback address. All are held open until the last one is
 * known, so that they differ. Another process may still take one before its use: callers try again.
 *
 * @param preferred ports to keep where they are free, so that addresses survive a restart
 */
export async function freePorts(
  count: number,
  preferred: readonly number[] = [],
): Promise<readonly number[]> {
  const servers: Server[] = [];
  try {
    for (let index = 0; index < count; index++) {
      servers.push(await openServer(preferred[index] ?? 0));
    }
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map(closeServer));
  }
}

async function openServer(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    // Port 0 cannot be in use: its failure is a real one.
    if (port === 0) throw error;
    return openServer(0);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`a TCP server has an address with a port, came ${String(address)}`);
  }
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
