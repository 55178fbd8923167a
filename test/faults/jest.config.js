import { join } from 'node:path';
import config from '../../jest.config.js';

const [unit] = config.projects;

/**
 * npm run test:faults: campaigns against real processes and servers, and mutants that they have to
 * catch. Apart from `npm test`, which has a short campaign: these take minutes.
 * @type {import('jest').Config}
 */
export default {
  ...unit,
  rootDir: join(import.meta.dirname, '..', '..'),
  displayName: 'faults',
  testRegex: '\\.faults-spec\\.ts$',
};
