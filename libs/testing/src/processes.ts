import { readFileSync, readdirSync } from 'node:fs';

export interface ServiceProcess {
  readonly pid: number;
  /** Such as volume-aggregator. */
  readonly app: string;
}

/** The services that a command started and that live now, from /proc. */
export function servicesOf(parentPid: number): ServiceProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name);
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const app = /apps\/([a-z-]+)\/src\/main\.js/.exec(command)?.[1];
        return Number(parent) === parentPid && app !== undefined ? [{ pid, app }] : [];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}
