import { isDatabaseAway, type Queries } from '#libs/store';
import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { patiently, type Patience } from './patiently.js';

/** Statements that may be said twice, said again while the database is away. */
export class PatientQueries implements Queries {
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly patience: Patience,
  ) {}

  query<R extends QueryResultRow>(text: string, values: unknown[] = []): Promise<QueryResult<R>> {
    return patiently(() => this.pool.query<R>(text, values), isDatabaseAway, this.patience);
  }
}
