import { DOCUMENT_TYPES, dsrOfCode } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import { Act } from './act.js';
import { known } from './known.js';
import { MonthPlan } from './month-plan.js';
import { NationalPlan } from './national-plan.js';
import { shardSites } from './site-index.js';
import { DECEMBER } from './test-scenario.js';

const SHARD = 7;

describe('the plan of a shard’s month', () => {
  const { deposits } = known(new NationalPlan(DECEMBER, 42).dmp[0]);
  const plan = new MonthPlan(deposits, shardSites(SHARD));

  it('finds the acts of a DSR and type that locating every act finds', () => {
    const act = new Act();
    for (const code of ['LGC', 'SGL', 'DPI'] as const) {
      const dsr = dsrOfCode(code).index;
      let found = 0;
      for (const { index: type } of DOCUMENT_TYPES) {
        const located: number[] = [];
        for (let index = 0; index < plan.acts; index++) {
          plan.locate(index, act);
          if (act.dsr === dsr && act.type === type) located.push(index);
        }
        expect([...plan.actsOf(dsr, type)]).toEqual(located);
        found += located.length;
      }
      expect(found).toBeGreaterThan(5);
    }
  });
});
