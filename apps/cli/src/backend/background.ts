import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Clock } from '#libs/platform';

/** Nice value of the processes that go last: about a fifth of the share of the others where cores are scarce. */
export const BACKGROUND_NICE = 7;
/** The kernel lets processes without privileges change a group ten times a second, all of them together. */
const GROUP_TRIES_MAX = 20;
const GROUP_TRY_MS = 110;

/**
 * Lets a process go last where there are fewer cores than work: whoever waits for an answer goes first,
 * and what is emitted and counted in bulk catches up. Nothing changes while cores are free.
 *
 * On Linux each thread has a nice value of its own, and a process that leads a session may belong to a
 * group (sched_autogroup) whose value alone counts against other sessions, man 7 sched: both are set.
 *
 * @param pid of a child of this process; one that has ended meanwhile is left alone
 * @returns when it is done, or this system permits no more of it: priority is comfort, not a law
 */
export async function letGoLast(pid: number, clock: Pick<Clock, 'sleep'>): Promise<void> {
  for (const thread of threadsOf(pid)) {
    permitted(() => {
      setPriority(thread, BACKGROUND_NICE);
    });
  }
  for (let tried = 0; tried < GROUP_TRIES_MAX; tried++) {
    const code = permitted(() => {
      writeFileSync(`/proc/${pid}/autogroup`, String(BACKGROUND_NICE), { flag: 'r+' });
    });
    if (code !== 'EAGAIN') return;
    await clock.sleep(GROUP_TRY_MS);
  }
}

/** Threads that are started later get the value of the one that starts them. */
function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    // Not Linux: the process has one value.
    return [pid];
  }
}

/** @returns the code of what did not succeed */
function permitted(change: () => void): string | undefined {
  try {
    change();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
