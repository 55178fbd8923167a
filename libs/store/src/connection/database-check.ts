import type { ReadinessCheck } from '#libs/platform';
import type { Pool } from 'pg';
import { asDatabaseError } from './database-errors.js';

/** Whether the database answers, as a check of readiness: over the connections that the work uses. */
export function databaseCheck(pool: Pool): ReadinessCheck {
  return {
    name: 'postgres',
    check: async () => {
      try {
        await pool.query('select');
      } catch (error) {
        throw asDatabaseError(error, pool.options.connectionString ?? 'MES_DATABASE_URL');
      }
    },
  };
}
