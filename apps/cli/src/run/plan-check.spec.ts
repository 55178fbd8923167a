import { CHANNELS, SHARD_COUNT } from '#libs/events';
import { MEASURE, VolumeCells } from '#libs/indicators';
import { Plan, loadScenario } from '#libs/simulation';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { comparePlan } from './plan-check.js';

describe('comparePlan', () => {
  const plan = new Plan(loadScenario('smoke', { scale: 0.1 }), 5);
  let truth: VolumeCells;

  beforeAll(() => {
    truth = new VolumeCells();
    for (const channel of CHANNELS) {
      for (let shard = 0; shard < SHARD_COUNT; shard++) {
        const generator = plan.generator(channel, shard);
        for (let block = 0; block < generator.blocks; block++) generator.foldTruth(truth, block);
      }
    }
  });

  it('finds nothing when the truth is what was planned', () => {
    expect(comparePlan(plan.totals(), truth)).toEqual([]);
  });

  it('names the month and every dimension of one document too many', () => {
    const [month = 0] = plan.totals().months;
    const spoilt = new VolumeCells();
    spoilt.merge(truth);
    spoilt.add(month, MEASURE.documentsDeposited, 0, 0, 0);
    expect(comparePlan(plan.totals(), spoilt)).toEqual([
      expect.stringMatching(/documents_deposited: plan \d+, emitted \d+/),
      expect.stringMatching(/documents of DPI-01/),
      expect.stringMatching(/documents in 01/),
      expect.stringMatching(/documents \w+: plan/),
    ]);
  });
});
