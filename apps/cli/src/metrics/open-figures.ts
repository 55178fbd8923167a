import {
  DatabaseFigures,
  QueryFaultsError,
  type Figures,
  type IndicatorName,
  type IndicatorQuery,
  type QueryFault,
} from '#libs/figures';
import { Pool } from 'pg';

/** The figures of the house's database. */
export function figuresOf(pool: Pool): Figures {
  return new DatabaseFigures(pool);
}

/**
 * Faults of a query, found without a database: figures check a query before they read, and a pool
 * that was ended gives them nothing to read. So a wrong query starts no Kafka and no PostgreSQL.
 */
export async function queryFaultsOf(
  name: IndicatorName,
  query: IndicatorQuery,
): Promise<readonly QueryFault[]> {
  const pool = new Pool();
  await pool.end();
  try {
    await figuresOf(pool).answer(name, query);
  } catch (error) {
    if (error instanceof QueryFaultsError) return error.faults;
  }
  // Whatever else ended it came from the pool: the query is good.
  return [];
}
