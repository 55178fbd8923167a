import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MonthAlreadyClosedError,
  NEW_MONTH,
  REVISION_MAX,
  evolveMonth,
  type MonthFact,
  type MonthState,
} from './month-state.js';

const after = (...facts: MonthFact[]): MonthState => facts.reduce(evolveMonth, NEW_MONTH);

describe('evolveMonth', () => {
  it('books the events of an open month under revision 1', () => {
    expect(after('EventsCounted', 'EventsCounted')).toEqual({
      status: 'open',
      revision: 1,
      publishedRevision: undefined,
    });
  });

  it('publishes revision 1 at the first closing', () => {
    expect(after('EventsCounted', 'MonthClosed')).toEqual({
      status: 'closed',
      revision: 1,
      publishedRevision: 1,
    });
  });

  it('opens one revision for all events that come after a closing', () => {
    expect(after('EventsCounted', 'MonthClosed', 'EventsCounted', 'EventsCounted')).toEqual({
      status: 'revising',
      revision: 2,
      publishedRevision: 1,
    });
  });

  it('publishes the next revision when closed again', () => {
    expect(after('EventsCounted', 'MonthClosed', 'EventsCounted', 'MonthClosed')).toEqual({
      status: 'closed',
      revision: 2,
      publishedRevision: 2,
    });
  });

  it('refuses to close a month twice over the same events', () => {
    expect(() => after('MonthClosed', 'MonthClosed')).toThrow(MonthAlreadyClosedError);
  });

  it('goes up to the last revision and not past it', () => {
    const closed: MonthState = {
      status: 'closed',
      revision: REVISION_MAX - 1,
      publishedRevision: 1,
    };
    expect(evolveMonth(closed, 'EventsCounted').revision).toBe(REVISION_MAX);
    expect(() => evolveMonth({ ...closed, revision: REVISION_MAX }, 'EventsCounted')).toThrow(
      RangeError,
    );
  });

  it('never books events under a published revision, and never lowers one', () => {
    const facts = fc.array(fc.constantFrom<MonthFact>('EventsCounted', 'MonthClosed'));
    fc.assert(
      fc.property(facts, (list) => {
        let state = NEW_MONTH;
        for (const fact of list) {
          if (fact === 'MonthClosed' && state.status === 'closed') continue;
          const next = evolveMonth(state, fact);
          expect(next.revision).toBeGreaterThanOrEqual(state.revision);
          if (fact === 'EventsCounted')
            expect(next.revision).toBeGreaterThan(next.publishedRevision ?? 0);
          else expect(next.publishedRevision).toBe(next.revision);
          state = next;
        }
      }),
    );
  });
});
