import { join } from 'node:path';
import config from '../../jest.config.js';

const [, flow] = config.projects;

/**
 * npm run test:operations: real processes that are stopped, started in the wrong order, cut off from
 * their servers, backed up and restored. Apart from `npm test`: these take minutes.
 * @type {import('jest').Config}
 */
export default {
  ...flow,
  rootDir: join(import.meta.dirname, '..', '..'),
  displayName: 'operations',
  testRegex: '\\.operations-spec\\.ts$',
};
