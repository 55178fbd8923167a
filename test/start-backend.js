import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startBackend } from '../dist/libs/embedded/src/index.js';

/**
 * Jest's globalSetup of the flow tests: one Kafka and one PostgreSQL with fresh data for all files,
 * or those that MES_KAFKA_BROKERS and MES_DATABASE_URL name. Without either the suite fails.
 */
export default async function start() {
  const { MES_KAFKA_BROKERS, MES_DATABASE_URL, MES_CACHE_DIR, MES_INFRA } = process.env;
  const backend = await startBackend({
    infra: MES_INFRA ?? 'auto',
    kafkaBrokers: MES_KAFKA_BROKERS || undefined,
    databaseUrl: MES_DATABASE_URL || undefined,
    cacheDirectory: MES_CACHE_DIR ?? join(homedir(), '.cache', 'mes-flow'),
    kafkaHeapMegabytes: 768,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stderr.write(`backend: ${backend.description}\n`);
  process.env.MES_TEST_KAFKA_BROKERS = backend.kafkaBrokers;
  process.env.MES_TEST_DATABASE_URL = backend.databaseUrl;
  // Jest runs globalTeardown in the same process: this is the only way to hand it over.
  globalThis.mesTestBackend = backend;
}
