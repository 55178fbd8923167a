import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
import { databaseAddressOf, runService } from '#libs/platform';
import { createPool, registerLastRun } from '#libs/store';
import { MetricsApiSettings, originsOf } from './metrics-api-settings.js';
import { startMetricsApi } from './start-metrics-api.js';

await runService('metrics-api', MetricsApiSettings, async (given) => {
  const { settings, operations } = given;
  // Of the scrapes alone: one connection, opened by the first of them.
  const databaseUrl = databaseAddressOf(settings);
  const pool = createPool(databaseUrl, 1);
  registerLastRun(operations.metrics, pool);
  const { service, url } = await startMetricsApi({
    kafka: given.kafka,
    databaseUrl,
    instance: given.instance,
    origins: originsOf(settings),
    http: { ...httpOptionsOf(settings, operations), port: settings.MES_METRICS_API_PORT },
    mayStartRuns: settings.MES_RUNS_FROM_PAGE === 'on',
    logger: given.logger,
  });
  const close = async (): Promise<void> => {
    await service.close();
    await pool.end();
  };
  return { service: { close }, address: url };
});
