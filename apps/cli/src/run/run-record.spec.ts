import type { Runs } from '#libs/store';
import { describe, expect, it } from '@jest/globals';
import { RunRecord } from './run-record.js';
import type { RunOutcome } from './simulation-run.js';
import { modelClock } from './test-clock.js';

/** A table of runs that is away for the first questions. */
function runsAfter(failures: number, code: string): { runs: Runs; said: string[] } {
  const said: string[] = [];
  let left = failures;
  const say = (what: string): Promise<{ isCancelRequested: boolean }> => {
    said.push(what);
    if (left-- > 0) return Promise.reject(Object.assign(new Error('driver says'), { code }));
    return Promise.resolve({ isCancelRequested: false });
  };
  const runs: Pick<Runs, 'report' | 'finish'> = {
    report: (id) => say(`report ${id}`),
    finish: async (id, { state }) => {
      await say(`${state} ${id}`);
    },
  };
  return { runs: runs as Runs, said };
}

const OUTCOME = {
  report: {},
  proof: [],
  planFaults: [],
  isCancelled: false,
} as unknown as RunOutcome;

describe('RunRecord', () => {
  it.each(['ECONNRESET', 'ECONNREFUSED', '57P01'])(
    'waits for a database that is away (%s), and goes on',
    async (code) => {
      const { runs, said } = runsAfter(3, code);
      const record = new RunRecord(runs, 'r1', { clock: modelClock(), patienceSeconds: 60 });
      await expect(record.isCancelRequested()).resolves.toBe(false);
      expect(said).toEqual(['report r1', 'report r1', 'report r1', 'report r1']);
    },
  );

  it('brings the end of a run into its row once the database is back', async () => {
    const { runs, said } = runsAfter(2, 'ECONNRESET');
    const record = new RunRecord(runs, 'r1', { clock: modelClock(), patienceSeconds: 60 });
    await expect(record.keep(() => Promise.resolve(OUTCOME))).resolves.toBe(OUTCOME);
    expect(said).toEqual(['COMPLETED r1', 'COMPLETED r1', 'COMPLETED r1']);
  });

  it('gives up after its patience, and at once for what waiting does not mend', async () => {
    const away = new RunRecord(runsAfter(Infinity, 'ECONNRESET').runs, 'r1', {
      clock: modelClock(),
      patienceSeconds: 1,
    });
    await expect(away.isCancelRequested()).rejects.toMatchObject({ code: 'ECONNRESET' });
    const { runs, said } = runsAfter(1, '42601');
    const record = new RunRecord(runs, 'r1', { clock: modelClock(), patienceSeconds: 60 });
    await expect(record.isCancelRequested()).rejects.toMatchObject({ code: '42601' });
    expect(said).toEqual(['report r1']);
  });
});
