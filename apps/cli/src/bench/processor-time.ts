import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel was built with. */
const TICKS_PER_SECOND = 100;

/**
 * Seconds that all processors of the machine have worked since its start, for whatever process:
 * what a run costs on a machine that does nothing else. Time taken by the host is not in it.
 *
 * @throws Error where there is no /proc/stat
 */
export function machineSeconds(stat: string = readFileSync('/proc/stat', 'utf8')): number {
  const [, user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = (
    stat.split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts) / TICKS_PER_SECOND;
}

/**
 * Seconds of processor time of one process and its threads; 0 when it has ended.
 *
 * @param stat omitted: /proc/PID/stat
 */
export function processSeconds(pid: number, stat: string = statOf(pid)): number {
  // The name stands in brackets and may hold blanks: what is counted comes after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    // The process has just ended.
    return '';
  }
}
