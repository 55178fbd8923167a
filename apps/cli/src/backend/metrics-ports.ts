import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInvocationError, METRICS_OFF } from '#libs/platform';
import type { CliSettings } from '../settings.js';
import type { ServiceSpec } from './services.js';

/** First of the ports that `mes up --metrics` gives to its processes. */
const METRICS_FIRST_PORT = 8700;
const PORT_MAX = 65_535;

/**
 * From which port on the processes tell their metrics: the setting says it; asking alone takes the
 * first of the house's own.
 *
 * @param isAsked the flag of the command; omitted: the setting alone decides
 */
export function metricsFirstPortOf(
  { MES_METRICS_PORT: port }: Pick<CliSettings, 'MES_METRICS_PORT'>,
  isAsked = false,
): { readonly metricsFirstPort?: number } {
  if (port !== METRICS_OFF) return { metricsFirstPort: Number(port) };
  return isAsked ? { metricsFirstPort: METRICS_FIRST_PORT } : {};
}

/** Where one process tells its metrics, on this machine alone. */
export interface MetricsTarget {
  readonly instance: string;
  readonly port: number;
}

/**
 * Gives each process the next port, in the order of the list, so that the same command gives the same
 * ones.
 *
 * @throws BadInvocationError when the last ones would lie beyond the highest port
 */
export function withMetricsPorts(
  specs: readonly ServiceSpec[],
  firstPort: number,
): { readonly specs: readonly ServiceSpec[]; readonly targets: readonly MetricsTarget[] } {
  if (firstPort < 1 || firstPort + specs.length - 1 > PORT_MAX) {
    throw new BadInvocationError(
      `metrics: expected a first port with ${specs.length} ports from it on, up to ${PORT_MAX}; came ${firstPort}. Set MES_METRICS_PORT to another one, or to off.`,
    );
  }
  const targets = specs.map(({ instance }, index) => ({ instance, port: firstPort + index }));
  return {
    specs: specs.map((spec, index) => ({
      ...spec,
      settings: { ...spec.settings, MES_METRICS_PORT: String(firstPort + index) },
    })),
    targets,
  };
}

/** Where to look, in one line. */
export function metricsLine(targets: readonly MetricsTarget[], file: string): string {
  const [first] = targets;
  const last = targets.at(-1);
  return `metrics               http://127.0.0.1:${first?.port ?? 0}/metrics to port ${last?.port ?? 0}, one for each process; Prometheus finds them by ${file} (docs/monitoring.md)`;
}

/** The file in which Prometheus's file_sd_configs finds the processes of `mes up`. */
export function targetsFile(cacheDirectory: string): string {
  return join(cacheDirectory, 'prometheus-targets.json');
}

/** Prometheus reads the file again when it changes: it follows a `mes up` that starts or stops. */
export function writeTargets(cacheDirectory: string, targets: readonly MetricsTarget[]): void {
  const groups = targets.map(({ instance, port }) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { process: instance },
  }));
  writeFileSync(targetsFile(cacheDirectory), `${JSON.stringify(groups, null, 2)}\n`);
}

export function removeTargets(cacheDirectory: string): void {
  rmSync(targetsFile(cacheDirectory), { force: true });
}
