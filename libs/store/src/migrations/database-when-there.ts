import { databaseAddressOf, type ServiceSettings, type ServiceStart } from '#libs/platform';
import { runMigrations } from './run-migrations.js';

/**
 * Waits for PostgreSQL and brings its tables up to date, or with `MES_DATABASE_MIGRATIONS=check` asks
 * whether they are.
 *
 * @returns the address of the database
 * @throws what Starting.whenThere and runMigrations throw
 */
export async function databaseWhenThere({
  settings,
  logger,
  whenThere,
}: Pick<ServiceStart<ServiceSettings>, 'settings' | 'logger' | 'whenThere'>): Promise<string> {
  const databaseUrl = databaseAddressOf(settings);
  const { readerRole } = await whenThere('PostgreSQL', () =>
    runMigrations(databaseUrl, settings.MES_DATABASE_MIGRATIONS),
  );
  if (readerRole === 'not permitted') {
    logger.warn('role mes_reader: this user may not make it; analysts need another way in');
  }
  return databaseUrl;
}
