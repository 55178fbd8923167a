import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadInvocationError } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import {
  metricsFirstPortOf,
  removeTargets,
  targetsFile,
  withMetricsPorts,
  writeTargets,
} from './metrics-ports.js';
import type { ServiceSpec } from './services.js';

const specs: readonly ServiceSpec[] = [
  { app: 'volume-aggregator', instance: 'volume-aggregator-1' },
  { app: 'metrics-api', instance: 'metrics-api-1', settings: { MES_METRICS_API_PORT: '8600' } },
];

describe('metricsFirstPortOf', () => {
  it('takes the port of the setting, asked or not, and the house’s own when asked alone', () => {
    expect(metricsFirstPortOf({ MES_METRICS_PORT: 'off' })).toEqual({});
    expect(metricsFirstPortOf({ MES_METRICS_PORT: 'off' }, true)).toEqual({
      metricsFirstPort: 8700,
    });
    expect(metricsFirstPortOf({ MES_METRICS_PORT: '9000' })).toEqual({ metricsFirstPort: 9000 });
    expect(metricsFirstPortOf({ MES_METRICS_PORT: '9000' }, true)).toEqual({
      metricsFirstPort: 9000,
    });
  });
});

describe('withMetricsPorts', () => {
  it('gives each process a port of its own and keeps its other settings', () => {
    const { specs: given, targets } = withMetricsPorts(specs, 8700);
    expect(given.map(({ settings }) => settings)).toEqual([
      { MES_METRICS_PORT: '8700' },
      { MES_METRICS_API_PORT: '8600', MES_METRICS_PORT: '8701' },
    ]);
    expect(targets).toEqual([
      { instance: 'volume-aggregator-1', port: 8700 },
      { instance: 'metrics-api-1', port: 8701 },
    ]);
  });

  it('refuses ports that there are not, on either side', () => {
    expect(() => withMetricsPorts(specs, 0)).toThrow(BadInvocationError);
    expect(withMetricsPorts(specs, 1).targets[0]?.port).toBe(1);
    expect(withMetricsPorts(specs, 65_534).targets[1]?.port).toBe(65_535);
    expect(() => withMetricsPorts(specs, 65_535)).toThrow(/expected a first port with 2 ports/);
  });
});

describe('the file of targets', () => {
  it('has the form that Prometheus reads, and goes with the services', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mes-targets-'));
    writeTargets(folder, withMetricsPorts(specs, 8700).targets);
    expect(JSON.parse(readFileSync(targetsFile(folder), 'utf8'))).toEqual([
      { targets: ['127.0.0.1:8700'], labels: { process: 'volume-aggregator-1' } },
      { targets: ['127.0.0.1:8701'], labels: { process: 'metrics-api-1' } },
    ]);
    removeTargets(folder);
    removeTargets(folder);
    expect(existsSync(targetsFile(folder))).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
