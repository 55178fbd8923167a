import { readLines, readRequests, readUsage } from '#libs/store';
import type { Pool } from 'pg';
import type { SonsData } from './sons-report.js';

/** Everything that a report is made from, as it stands now. */
export async function readSonsData(pool: Pool): Promise<SonsData> {
  return {
    requests: await readRequests(pool),
    usageOf: await readUsage(pool),
    lines: await readLines(pool),
    requestsWithLowerBound: 0,
  };
}
