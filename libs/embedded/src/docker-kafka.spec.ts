import { describe, expect, it } from '@jest/globals';
import { containerEnvironment } from './docker-kafka.js';

describe('containerEnvironment', () => {
  const environment = containerEnvironment({
    heapMegabytes: 512,
    clusterId: 'cluster',
    brokers: 'engine-host:41001',
    port: 41_001,
  });

  it('writes settings under the names that the image reads', () => {
    expect(environment).toMatchObject({
      CLUSTER_ID: 'cluster',
      KAFKA_HEAP_OPTS: '-Xmx512m',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_LOG_RETENTION_MS: '-1',
    });
    for (const name of Object.keys(environment)) expect(name).toMatch(/^[A-Z_]+$/);
  });

  it('tells clients to come back to the engine and not into the container', () => {
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe('PLAINTEXT://engine-host:41001');
    expect(environment['KAFKA_LISTENERS']).toContain('PLAINTEXT://0.0.0.0:41001');
  });
});
