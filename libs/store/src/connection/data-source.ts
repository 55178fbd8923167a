import { databaseAccessOf } from '#libs/platform';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../entities/index.js';
import { MIGRATIONS } from '../migrations/index.js';
import { assertDatabaseUrl } from './database-errors.js';
import { CONNECT_TIMEOUT_MS } from './pool.js';

/**
 * A TypeORM data source over the tables of the house, not yet initialised.
 *
 * @throws DatabaseUnreachableError when the address has not the form of one
 */
export function createDataSource(databaseUrl: string): DataSource {
  assertDatabaseUrl(databaseUrl);
  const { connectionString, ssl } = databaseAccessOf(databaseUrl);
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    ssl,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    // The tables are what the migrations make them, never what a class happens to say.
    synchronize: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
  });
}
