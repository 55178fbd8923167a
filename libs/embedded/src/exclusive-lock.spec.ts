import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { withLock } from './exclusive-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mes-flow-spec-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const ignore = (): void => undefined;

describe('withLock', () => {
  it('lets one work at a time, and all of them in the end', async () => {
    let inside = 0;
    let insideMax = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      insideMax = Math.max(insideMax, ++inside);
      await setImmediate();
      inside--;
      done++;
    };
    await Promise.all(
      Array.from({ length: 4 }, () => withLock(join(folder, 'lock'), ignore, work)),
    );
    expect({ insideMax, done }).toEqual({ insideMax: 1, done: 4 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is released when the work fails', async () => {
    const lock = join(folder, 'lock');
    await expect(withLock(lock, ignore, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await withLock(lock, ignore, () => Promise.resolve('next'))).toBe('next');
  });

  it('takes over the lock of a process that died', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const lock = join(folder, 'lock');
    await writeFile(lock, String(child.pid));
    expect(await withLock(lock, ignore, () => Promise.resolve('ours'))).toBe('ours');
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over the lock of an earlier process with the same id, as in a container', async () => {
    const lock = join(folder, 'lock');
    await writeFile(lock, `${String(process.pid)} another-key`);
    expect(await withLock(lock, ignore, () => Promise.resolve('ours'))).toBe('ours');
  });
});
