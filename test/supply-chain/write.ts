import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesPage } from './licences.js';
import { PROJECT, packagesOf, readLockFile } from './lock-file.js';

writeFileSync(join(PROJECT, 'docs', 'licences.md'), licencesPage(packagesOf(readLockFile())));
