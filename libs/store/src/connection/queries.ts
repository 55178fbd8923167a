import type { QueryResult, QueryResultRow } from 'pg';

/** Whoever answers statements: a pool, a client, or something that asks one of them. */
export interface Queries {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
}
