import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache folder of the flow tests: where `test/start-backend.js` put Kafka's jars. */
export function testCacheDirectory(): string {
  return process.env['MES_CACHE_DIR'] ?? join(homedir(), '.cache', 'mes-flow');
}
