import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideCommit, type PendingWork } from './commit-policy.js';

const policy = { records: 1000, intervalMs: 500, intervalBehindMs: 3000 };
const pending = (given: Partial<PendingWork>): PendingWork => ({
  records: 100,
  ageMs: 100,
  isFull: false,
  lagRecords: 0,
  lastCommitMs: 0,
  ...given,
});

describe('decideCommit', () => {
  it.each([
    ['before any bound', {}, 'not yet'],
    ['one record before the bound', { records: 999 }, 'not yet'],
    ['at the bound of records', { records: 1000 }, 'full'],
    ['when memory asks for it', { isFull: true }, 'full'],
    ['a millisecond before the interval', { ageMs: 499 }, 'not yet'],
    ['at the interval', { ageMs: 500 }, 'due'],
    ['with as much left as two intervals fold', { ageMs: 500, lagRecords: 200 }, 'due'],
    ['with more left than two intervals fold', { ageMs: 500, lagRecords: 201 }, 'not yet'],
    ['far behind, before the longer interval', { ageMs: 2999, lagRecords: 1e9 }, 'not yet'],
    ['far behind, at the longer interval', { ageMs: 3000, lagRecords: 1e9 }, 'due'],
    [
      'at the head, before the last commit’s duration',
      { ageMs: 599, lastCommitMs: 600 },
      'not yet',
    ],
    ['at the head, at the last commit’s duration', { ageMs: 600, lastCommitMs: 600 }, 'due'],
    [
      'with as much left as was folded, at the last commit’s duration',
      { ageMs: 600, lastCommitMs: 600, lagRecords: 100 },
      'due',
    ],
    [
      'with more left than was folded, before three times the last commit',
      { ageMs: 899, lastCommitMs: 300, lagRecords: 101 },
      'not yet',
    ],
    [
      'with more left than was folded, at three times the last commit',
      { ageMs: 900, lastCommitMs: 300, lagRecords: 101 },
      'due',
    ],
    [
      'after the longer interval, however slow commits are',
      { ageMs: 3000, lastCommitMs: 9999 },
      'due',
    ],
    ['after a quick commit, at the interval', { ageMs: 500, lastCommitMs: 20 }, 'due'],
    ['far behind and full', { records: 1000, lagRecords: 1e9 }, 'full'],
  ] as const)('%s: %o is %s', (_, given, decision) => {
    expect(decideCommit(policy, pending(given))).toBe(decision);
  });

  it('knows one interval only when the policy names one', () => {
    const { records, intervalMs } = policy;
    const work = pending({ ageMs: 500, lagRecords: 1e9 });
    expect(decideCommit({ records, intervalMs }, work)).toBe('due');
  });

  it('never lets records or age pass their bounds', () => {
    const numbers = {
      records: fc.nat(2000),
      ageMs: fc.nat(10_000),
      lagRecords: fc.nat(),
      lastCommitMs: fc.nat(20_000),
    };
    fc.assert(
      fc.property(fc.record({ ...numbers, isFull: fc.boolean() }), (work) => {
        const isBeyond = work.records >= 1000 || work.ageMs >= 3000 || work.isFull;
        const decision = decideCommit(policy, work);
        if (isBeyond) expect(decision).not.toBe('not yet');
        if (decision === 'due') expect(work.ageMs).toBeGreaterThanOrEqual(500);
      }),
    );
  });
});
