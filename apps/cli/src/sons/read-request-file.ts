import type { RequestState } from '#libs/sons-rules';
import { readFacts, readLines, readUsage } from '#libs/store';
import type { Pool } from 'pg';
import type { RequestFile } from './request-page.js';

/** Everything stored of one request; undefined when none of its facts was applied. */
export async function readRequestFile(
  pool: Pool,
  name: { readonly client: string; readonly solution: number },
): Promise<RequestFile | undefined> {
  const { client, solution } = name;
  const { rows } = await pool.query<{ state: RequestState }>(
    'select state from sons_request where client = $1 and solution = $2',
    [client, solution],
  );
  const state = rows[0]?.state;
  if (state === undefined) return undefined;
  const usageOf = await readUsage(pool);
  const lines = await readLines(pool);
  return {
    state,
    facts: await readFacts(pool, name),
    instantsOf: (unit) => usageOf(client, solution, unit),
    lines: lines.filter((line) => line.client === client && line.solution === solution),
  };
}
