import type { Pool } from 'pg';
import { describe, expect, it } from '@jest/globals';
import { PatientQueries } from './patient-queries.js';
import { modelClock } from './test-clock.js';

/** Answers after so many errors with this code. */
function poolAfter(failures: number, code: string): { pool: Pick<Pool, 'query'>; asked: string[] } {
  const asked: string[] = [];
  const query = (text: string): Promise<unknown> => {
    asked.push(text);
    return asked.length <= failures
      ? Promise.reject(Object.assign(new Error('no'), { code }))
      : Promise.resolve({ rows: [{ x: 1 }] });
  };
  // Cast: the driver's overloads; this is the one that is used.
  return { pool: { query } as unknown as Pick<Pool, 'query'>, asked };
}

describe('patient queries', () => {
  it.each(['ECONNREFUSED', '57P01', '57P02', '57P03', '53300'])(
    'ask again while the database is away: %s',
    async (code) => {
      const { pool, asked } = poolAfter(4, code);
      const queries = new PatientQueries(pool, { clock: modelClock(), patienceSeconds: 10 });
      expect((await queries.query('select 1 x')).rows).toEqual([{ x: 1 }]);
      expect(asked).toHaveLength(5);
    },
  );

  it('give up after their patience', async () => {
    const { pool, asked } = poolAfter(Infinity, 'ECONNREFUSED');
    const queries = new PatientQueries(pool, { clock: modelClock(), patienceSeconds: 1 });
    await expect(queries.query('select 1')).rejects.toThrow('no');
    expect(asked).toHaveLength(7);
  });

  it('do not repeat a statement that is wrong', async () => {
    const { pool, asked } = poolAfter(1, '42601');
    const queries = new PatientQueries(pool, { clock: modelClock(), patienceSeconds: 10 });
    await expect(queries.query('selec 1')).rejects.toThrow('no');
    expect(asked).toHaveLength(1);
  });
});
