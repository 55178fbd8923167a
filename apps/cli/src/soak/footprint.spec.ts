import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { footprintOf } from './footprint.js';

const MEGABYTES_HELD = 64;

describe('a footprint', () => {
  it('holds the descriptors that are open, and not those that were closed', () => {
    const before = footprintOf(process.pid)?.descriptors ?? 0;
    const files = Array.from({ length: 20 }, () => openSync(import.meta.filename, 'r'));
    const during = footprintOf(process.pid)?.descriptors ?? 0;
    for (const file of files) closeSync(file);
    // Others of this process may open and close one meanwhile.
    expect(during - before).toBeGreaterThanOrEqual(18);
    expect(Math.abs((footprintOf(process.pid)?.descriptors ?? 0) - before)).toBeLessThanOrEqual(4);
  });

  it('holds the memory of children', async () => {
    const script = `const held = Buffer.alloc(${String(MEGABYTES_HELD)} << 20, 1); console.log(held.length); setInterval(() => held, 1000);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      const own = footprintOf(child.pid ?? 0)?.megabytes ?? 0;
      expect(own).toBeGreaterThan(MEGABYTES_HELD);
      const all = footprintOf(process.pid)?.megabytes ?? 0;
      const alone = footprintOf(process.pid, 0)?.megabytes ?? 0;
      expect(all - alone).toBeGreaterThan(MEGABYTES_HELD);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
    expect(footprintOf(child.pid ?? 0)).toBeUndefined();
  });
});
