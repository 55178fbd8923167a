import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Turns } from './turns.js';

describe('turns', () => {
  it('never has more pieces of work under way than turns, and ends them all, failures included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ ticks: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), {
          maxLength: 20,
        }),
        async (turnsMax, pieces) => {
          const turns = new Turns(turnsMax);
          let underWay = 0;
          let mostUnderWay = 0;
          const started: number[] = [];
          const outcomes = await Promise.allSettled(
            pieces.map(({ ticks, fails }, index) =>
              turns.take(async () => {
                started.push(index);
                mostUnderWay = Math.max(mostUnderWay, ++underWay);
                for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
                underWay--;
                if (fails) throw new Error('as asked');
              }),
            ),
          );
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
            pieces.map(({ fails }) => fails),
          );
          expect(mostUnderWay).toBe(Math.min(turnsMax, pieces.length));
          expect(started).toEqual(pieces.map((_, index) => index));
        },
      ),
    );
  });
});
