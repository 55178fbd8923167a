import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { portOrAnyFree } from './port.js';

describe('portOrAnyFree', () => {
  it('leaves a free port as it is, and gives up one that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Cast: a server that listens on TCP has an address of this kind.
    const { port } = server.address() as AddressInfo;
    expect(await portOrAnyFree(port)).toBe(0);
    await new Promise((resolve) => server.close(resolve));
    expect(await portOrAnyFree(port)).toBe(port);
  });
});
