import { readFileSync, readdirSync } from 'node:fs';

export interface ServiceProcess {
  readonly pid: number;
  /** Such as volume-aggregator, or dmp-intake for a process of dmp-emitter that is none of its main. */
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
        const [, app, part] = /apps\/([a-z-]+)\/src\/(?:(intake)\.)?main\.js/.exec(command) ?? [];
        if (Number(parent) !== parentPid || app === undefined) return [];
        return [{ pid, app: part === undefined ? app : app.replace('emitter', part) }];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}
