import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadInvocationError } from '#libs/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Journal, readJournal } from './journal.js';
import { EMPTY_TALLY, add, type Tally } from './tally.js';

const name = { seed: 1, scenario: 'smoke', scale: 0.5 };

const round: Tally = {
  ...EMPTY_TALLY,
  rounds: 1,
  deaths: 3,
  deathsByFault: { 'kill emitter': 2, 'kill broker': 1 },
  faults: { 'kill emitter': 3, 'kill broker': 1, 'cut connections': 2 },
  cells: 100,
  seconds: 5,
};

describe('the journal of a campaign', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mes-journal-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const written = async (file: string): Promise<Journal> => {
    const journal = new Journal(join(folder, file));
    await journal.note({ type: 'begun', ...name, version: '1' });
    return journal;
  };

  it('says where to go on, and what was found until then', async () => {
    const journal = await written('whole');
    await journal.note({ type: 'round', round: 4, ...round });
    await journal.note({ type: 'round', round: 5, ...round });
    await journal.note({ type: 'recount', rounds: 2, wrong: 1 });
    await journal.note({ type: 'failed', round: 6, detail: 'the run stands still' });
    expect(await readJournal(join(folder, 'whole'), name)).toEqual({
      roundFrom: 6,
      tally: { ...add(round, round), roundsRecounted: 2, wrong: 1 },
    });
  });

  it('leaves out a last line that a death has cut short', async () => {
    const journal = await written('cut');
    await journal.note({ type: 'round', round: 0, ...round });
    appendFileSync(join(folder, 'cut'), '{"type":"round","round":1,"rou');
    expect(await readJournal(join(folder, 'cut'), name)).toMatchObject({ roundFrom: 1 });
  });

  it('refuses the journal of another campaign, and a file that is not there', async () => {
    await written('other');
    const resumed = readJournal(join(folder, 'other'), { ...name, seed: 2 });
    await expect(resumed).rejects.toThrow('expected a campaign of seed 2, came 1');
    await expect(readJournal(join(folder, 'none'), name)).rejects.toThrow(BadInvocationError);
  });

  it('adds up by kind', () => {
    const sum = add(round, { ...round, faults: { 'lock checkpoints': 1 } });
    expect(sum.deathsByFault).toEqual({ 'kill emitter': 4, 'kill broker': 2 });
    expect(sum.faults).toEqual({ ...round.faults, 'lock checkpoints': 1 });
  });
});
