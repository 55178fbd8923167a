import { cpus, totalmem } from 'node:os';
import { productVersions } from '../versions.js';
import type { Machine } from './bench-report.js';

/** What the figures were measured on. @param backend versions of Kafka and PostgreSQL, if they took part */
export function thisMachine(backend: Readonly<Record<string, string>> = {}): Machine {
  return {
    cores: cpus().length,
    memoryGibibytes: Math.round(totalmem() / 1024 ** 3),
    processor: cpus()[0]?.model ?? 'unknown processor',
    versions: { ...productVersions(), ...backend },
  };
}
