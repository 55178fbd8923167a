import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kafkaTools } from './kafka-tools.js';

test('a cache without the embedded Kafka is refused with what to do', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'mes-kafka-tools-'));
  try {
    await expect(kafkaTools(cache, () => undefined)).rejects.toThrow(
      /expected kafka-4\.3\.1 in .*came none\. .*--without-java/,
    );
  } finally {
    await rm(cache, { recursive: true });
  }
});
