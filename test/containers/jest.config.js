import { join } from 'node:path';
import process from 'node:process';
import config from '../../jest.config.js';

const [unit, flow] = config.projects;
const rootDir = join(import.meta.dirname, '..', '..');

// Read by start-backend.js and by specs that start a backend of their own: nothing is taken in its place.
process.env.MES_INFRA = 'docker';

/**
 * npm run test:containers: the flow tests with Kafka and PostgreSQL in containers, then the image of the
 * services and docker-compose.yml. Fails where there is no engine or an image is missing. Apart from
 * `npm test`: not every machine has an engine, and these take minutes.
 * @type {import('jest').Config}
 */
export default {
  rootDir,
  testTimeout: config.testTimeout,
  projects: [
    {
      ...flow,
      rootDir,
      displayName: 'flow on containers',
      // Three embedded brokers are no containers; three in containers have a spec below.
      testRegex: '\\.e2e-spec\\.ts$',
      testPathIgnorePatterns: ['/node_modules/', 'three-brokers\\.e2e-spec'],
    },
    { ...unit, rootDir, displayName: 'containers', testRegex: '\\.containers-spec\\.ts$' },
  ],
};
