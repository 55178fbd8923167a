import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { LOOPBACK, freePorts } from './ports.js';

describe('freePorts', () => {
  it('gives different ports that can be listened on at once', async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
    const servers = ports.map((port) => createServer().listen(port, LOOPBACK));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    for (const server of servers) server.close();
  });

  it('keeps a preferred port that is free and replaces one that is taken', async () => {
    const [free = 0] = await freePorts(1);
    const holder = createServer().listen(0, LOOPBACK);
    await once(holder, 'listening');
    const taken = (holder.address() as AddressInfo).port; // a TCP server that listens
    const ports = await freePorts(2, [free, taken]);
    holder.close();
    expect(ports[0]).toBe(free);
    expect(ports[1]).not.toBe(taken);
  });
});
