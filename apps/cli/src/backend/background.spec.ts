import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { systemClock } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { BACKGROUND_NICE, letGoLast } from './background.js';

describe('letGoLast', () => {
  it('lets every thread of a process and its session go last, and no other process', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    const own = getPriority();
    try {
      await letGoLast(pid, systemClock);
      expect(getPriority(pid)).toBe(BACKGROUND_NICE);
      expect(threads(pid).map((thread) => getPriority(thread))).toEqual(
        threads(pid).map(() => BACKGROUND_NICE),
      );
      expect(niceOfGroup(pid)).toBe(BACKGROUND_NICE);
      expect(getPriority()).toBe(own);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('leaves a process alone that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await expect(letGoLast(child.pid ?? 0, systemClock)).resolves.toBeUndefined();
  });
});

function threads(pid: number): number[] {
  return existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
}

/** What is to be where no value of a group can be set: on a system without groups by session. */
function niceOfGroup(pid: number): number {
  const file = `/proc/${pid}/autogroup`;
  try {
    accessSync(file, constants.W_OK);
  } catch {
    return BACKGROUND_NICE;
  }
  return Number(/nice (-?\d+)/.exec(readFileSync(file, 'utf8'))?.[1]);
}
