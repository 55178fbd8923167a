import { join } from 'node:path';
import config from '../../jest.config.js';

const [unit] = config.projects;

/**
 * npm run test:office: specs that open files in a real LibreOffice. Apart from `npm test`, because
 * the machines that run that have none.
 * @type {import('jest').Config}
 */
export default {
  ...unit,
  rootDir: join(import.meta.dirname, '..', '..'),
  displayName: 'office',
  testRegex: '\\.office-spec\\.ts$',
};
