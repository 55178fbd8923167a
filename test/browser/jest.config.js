import { join } from 'node:path';
import config from '../../jest.config.js';

const [unit] = config.projects;

/**
 * Pages in a real browser, on a real PostgreSQL. Apart from `npm test`: it needs chromium, and fails
 * where there is none.
 * @type {import('jest').Config}
 */
export default {
  ...unit,
  rootDir: join(import.meta.dirname, '..', '..'),
  displayName: 'browser',
  testRegex: '\\.browser-spec\\.ts$',
  globalSetup: '<rootDir>/test/start-backend.js',
  globalTeardown: '<rootDir>/test/stop-backend.js',
  testTimeout: 120000,
};
