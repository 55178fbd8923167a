import { describe, expect, it } from '@jest/globals';
import type { ReplayState } from '#libs/store';
import { ReplayTransitionError, evolveReplay, isOver, type ReplayFact } from './replay-state.js';

const STATES: readonly ReplayState[] = [
  'STARTING',
  'RUNNING',
  'PAUSED',
  'CANCELLING',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
];
const FACTS: readonly ReplayFact[] = [
  'Started',
  'PauseAsked',
  'ResumeAsked',
  'CancelAsked',
  'Stopped',
  'Ended',
  'Failed',
  'TakenUp',
];

/** Every transition there is; whatever is not here is refused. */
const TRANSITIONS: readonly (readonly [ReplayState, ReplayFact, ReplayState])[] = [
  ['STARTING', 'Started', 'RUNNING'],
  ['STARTING', 'CancelAsked', 'CANCELLING'],
  ['STARTING', 'Failed', 'FAILED'],
  ['STARTING', 'TakenUp', 'STARTING'],
  ['RUNNING', 'PauseAsked', 'PAUSED'],
  ['RUNNING', 'CancelAsked', 'CANCELLING'],
  ['RUNNING', 'Ended', 'COMPLETED'],
  ['RUNNING', 'Failed', 'FAILED'],
  ['RUNNING', 'TakenUp', 'STARTING'],
  ['PAUSED', 'ResumeAsked', 'RUNNING'],
  ['PAUSED', 'CancelAsked', 'CANCELLING'],
  ['PAUSED', 'Ended', 'COMPLETED'],
  ['PAUSED', 'Failed', 'FAILED'],
  ['PAUSED', 'TakenUp', 'STARTING'],
  ['CANCELLING', 'Stopped', 'CANCELLED'],
  ['CANCELLING', 'Failed', 'FAILED'],
  ['FAILED', 'TakenUp', 'STARTING'],
];

describe('the states of a replay', () => {
  it.each(TRANSITIONS)('goes from %s by %s to %s', (state, fact, next) => {
    expect(evolveReplay(state, fact)).toBe(next);
  });

  it('refuses every other pair, and says what would be possible', () => {
    const possible = new Set(TRANSITIONS.map(([state, fact]) => `${state} ${fact}`));
    for (const state of STATES) {
      for (const fact of FACTS) {
        if (possible.has(`${state} ${fact}`)) continue;
        expect(() => evolveReplay(state, fact)).toThrow(ReplayTransitionError);
      }
    }
    expect(() => evolveReplay('PAUSED', 'PauseAsked')).toThrow(
      /a replay that is PAUSED: expected one of ResumeAsked, CancelAsked, .*; came PauseAsked/,
    );
    expect(() => evolveReplay('COMPLETED', 'CancelAsked')).toThrow(/nothing more, it is over/);
  });

  it('is over when it is completed or cancelled, and in no other state', () => {
    expect(STATES.filter(isOver)).toEqual(['COMPLETED', 'CANCELLED']);
  });
});
