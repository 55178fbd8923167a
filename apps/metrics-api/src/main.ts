import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
import {
  Operations,
  createLogger,
  databaseAddressOf,
  kafkaOf,
  loadSettings,
  runService,
} from '#libs/platform';
import { createPool, registerLastRun } from '#libs/store';
import { MetricsApiSettings, originsOf } from './metrics-api-settings.js';
import { startMetricsApi } from './start-metrics-api.js';

await runService('metrics-api', async (_, starting) => {
  const settings = loadSettings(MetricsApiSettings);
  const instance = settings.MES_INSTANCE || `metrics-api-${process.pid}`;
  const logger = createLogger({
    format: settings.MES_LOG_FORMAT,
    level: settings.MES_LOG_LEVEL,
    prefix: instance,
  });
  const operations = await starting.tell(
    new Operations({ service: 'metrics-api', instance }, settings),
  );
  // Of the scrapes alone: one connection, opened by the first of them.
  const databaseUrl = databaseAddressOf(settings);
  const pool = createPool(databaseUrl, 1);
  registerLastRun(operations.metrics, pool);
  const { service, url } = await startMetricsApi({
    kafka: kafkaOf(settings),
    databaseUrl,
    instance,
    origins: originsOf(settings),
    http: { ...httpOptionsOf(settings, operations), port: settings.MES_METRICS_API_PORT },
    mayStartRuns: settings.MES_RUNS_FROM_PAGE === 'on',
    logger,
  });
  const close = async (): Promise<void> => {
    await service.close();
    await pool.end();
  };
  return { service: { close }, logger, address: url, operations };
});
