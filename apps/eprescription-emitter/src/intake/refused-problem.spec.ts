import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '#libs/edge';
import { IntakeBusyError, IntakeUnavailableError } from '#libs/intake';
import { REFUSAL_REASONS } from '#libs/prescriptions';
import { problemOfLane, problemOfRefusal } from './refused-problem.js';

describe('problemOfRefusal', () => {
  it.each(Object.values(REFUSAL_REASONS))('answers $symbol as a client error', (reason) => {
    const { facts } = problemOfRefusal({
      outcome: 'refused',
      symbol: reason.symbol,
      kind: reason.kind,
      title: reason.label,
      detail: 'Expected one; came another.',
      faults: [],
    });
    expect([403, 404, 409, 422]).toContain(facts.status);
    expect(facts.name).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });
});

describe('problemOfLane', () => {
  it.each([
    ['busy', new IntakeBusyError('eprescription', 2000, 3)],
    ['unavailable', new IntakeUnavailableError('eprescription', 3)],
  ])('says %s, and when to ask again', (name, error) => {
    const problem = problemOfLane(error);
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem).toMatchObject({ facts: { status: 503, name, retryAfterSeconds: 3 } });
  });

  it('leaves a bug a bug', () => {
    const bug = new TypeError('bug');
    expect(problemOfLane(bug)).toBe(bug);
  });
});
