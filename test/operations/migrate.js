// One process of a spec: brings a database up to date, and says on one line what it did.
import process from 'node:process';
import { runMigrations } from '../../dist/libs/store/src/index.js';

try {
  const { applied } = await runMigrations(process.env.MES_DATABASE_URL);
  process.stdout.write(JSON.stringify({ applied }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error.name, message: error.message }));
  process.exitCode = error.exitCode ?? 1;
}
