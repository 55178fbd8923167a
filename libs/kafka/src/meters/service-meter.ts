import { WORK_STATES, type WorkTimes } from '#libs/platform';

/** What a service spends its time on: one message of METERS_TOPIC. For displays; nothing is decided by it. */
export interface ServiceMeter {
  /** Such as dmp-emitter. */
  readonly service: string;
  /** Name of the process, unique while it lives; a process that starts again may have the same. */
  readonly instance: string;
  /** Wall clock of the process, milliseconds. */
  readonly atMs: number;
  /** Milliseconds in each state since the process started. */
  readonly ms: WorkTimes;
  /** Resident memory. */
  readonly rssBytes: number;
  /** Records that lie in the log and that this process has not fetched; absent for a service that reads none. */
  readonly lagEvents?: number;
}

/** Reads a message of METERS_TOPIC; undefined when it is none, as a later version's may not be. */
export function parseServiceMeter(text: string): ServiceMeter | undefined {
  let came: unknown;
  try {
    came = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isServiceMeter(came) ? came : undefined;
}

function isServiceMeter(came: unknown): came is ServiceMeter {
  if (!isObject(came) || !isObject(came['ms'])) return false;
  const { service, instance, atMs, ms, rssBytes, lagEvents } = came;
  return (
    typeof service === 'string' &&
    typeof instance === 'string' &&
    [atMs, rssBytes, lagEvents ?? 0].every(Number.isFinite) &&
    WORK_STATES.every((state) => Number.isFinite(ms[state]))
  );
}

function isObject(came: unknown): came is Record<string, unknown> {
  return typeof came === 'object' && came !== null;
}
