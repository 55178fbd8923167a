import { readSonsData, type SonsData } from '#libs/figures';
import { DEPARTMENTS, siteCatalogue } from '#libs/reference';
import type { KnownClients, RequestState } from '#libs/sons-rules';
import type { StoredFact } from '#libs/store';
import type { Pool } from 'pg';
import { requestsUntil } from './requests-until.js';
import { usageUntil } from './usage-until.js';

/**
 * Everything that a report is made from, as it stood at an instant: requests rebuilt from the facts
 * registered by then, lines paid by then. Documents are cut by `documentsUntilMs` of the parameters.
 *
 * @param untilMs milliseconds since 1970, inclusive
 */
export async function readSonsDataUntil(pool: Pool, untilMs: number): Promise<SonsData> {
  const today = await readSonsData(pool);
  const requests = await readRequestsUntil(pool, untilMs);
  return {
    requests,
    ...usageUntil(today.usageOf, today.requests, requests),
    lines: today.lines.filter(({ paidAtMs }) => paidAtMs <= untilMs),
  };
}

/** One partition after the other: all facts of a request are in one, and memory stays that of one. */
async function readRequestsUntil(pool: Pool, untilMs: number): Promise<RequestState[]> {
  const known = catalogueClients();
  const { rows } = await pool.query<{ partition: number }>(
    'select distinct partition from sons_request order by 1',
  );
  const requests: RequestState[] = [];
  for (const { partition } of rows) {
    const { rows: facts } = await pool.query<StoredFact>(
      `select data as fact, outcome, reason from sons_fact
       where partition = $1 and client is not null
       order by client collate "C", solution, step, log_offset`,
      [partition],
    );
    requests.push(...requestsUntil(facts, untilMs, known));
  }
  return requests;
}

function catalogueClients(): KnownClients {
  const catalogue = siteCatalogue();
  const departments = new Map<string, string>();
  for (let site = 0; site < catalogue.count; site++) {
    const department = DEPARTMENTS[catalogue.department[site] ?? -1];
    if (department !== undefined) departments.set(catalogue.structIdNat(site), department.code);
  }
  return { departmentOf: (client) => departments.get(client) };
}
