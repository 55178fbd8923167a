import { Metrics } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { registerLastRun } from './run-metrics.js';

/** What is told when the table answers with these rows. */
const told = async (rows: readonly object[]): Promise<string[]> => {
  const metrics = new Metrics({ service: 'toy', instance: 'toy-1' });
  // Only the rows are read of what a query gives.
  const query = (() => Promise.resolve({ rows })) as unknown as Pool['query'];
  registerLastRun(metrics, { query });
  return (await metrics.text()).split('\n').filter((line) => line.startsWith('mes_last_run'));
};

describe('registerLastRun', () => {
  it('tells what the last run has compared, and nothing before there is one', async () => {
    expect(await told([{ cells: '5313', wrong: '0' }])).toEqual([
      'mes_last_run_cells{service="toy"} 5313',
      'mes_last_run_wrong_cells{service="toy"} 0',
    ]);
    expect(await told([])).toEqual([]);
  });
});
