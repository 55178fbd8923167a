import type { ReplayState } from '#libs/store';

/** What happens to a replay. */
export type ReplayFact =
  /** Source and target are open. */
  | 'Started'
  | 'PauseAsked'
  | 'ResumeAsked'
  | 'CancelAsked'
  /** Everything sent before a cancel was asked for is settled. */
  | 'Stopped'
  /** The last record is settled. */
  | 'Ended'
  | 'Failed'
  /** Another process goes on with a replay whose process is gone. */
  | 'TakenUp';

const TRANSITIONS: Readonly<Record<ReplayState, Partial<Record<ReplayFact, ReplayState>>>> = {
  STARTING: {
    Started: 'RUNNING',
    CancelAsked: 'CANCELLING',
    Failed: 'FAILED',
    TakenUp: 'STARTING',
  },
  RUNNING: {
    PauseAsked: 'PAUSED',
    CancelAsked: 'CANCELLING',
    Ended: 'COMPLETED',
    Failed: 'FAILED',
    TakenUp: 'STARTING',
  },
  PAUSED: {
    ResumeAsked: 'RUNNING',
    CancelAsked: 'CANCELLING',
    // It was asked to pause while its last records were on their way.
    Ended: 'COMPLETED',
    Failed: 'FAILED',
    TakenUp: 'STARTING',
  },
  CANCELLING: { Stopped: 'CANCELLED', Failed: 'FAILED' },
  // What failed may be taken up where it stood; what ended, or was cancelled, is over.
  FAILED: { TakenUp: 'STARTING' },
  COMPLETED: {},
  CANCELLED: {},
};

/** A replay that cannot do what is asked in the state it is in. */
export class ReplayTransitionError extends Error {
  /** Exit code 2, bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(
    readonly state: ReplayState,
    readonly fact: ReplayFact,
  ) {
    const possible = Object.keys(TRANSITIONS[state]);
    super(
      `a replay that is ${state}: expected ${possible.length === 0 ? 'nothing more, it is over' : `one of ${possible.join(', ')}`}; came ${fact}`,
    );
    this.name = 'ReplayTransitionError';
  }
}

/**
 * The state after something happened.
 *
 * @throws ReplayTransitionError when it cannot happen in this state
 */
export function evolveReplay(state: ReplayState, fact: ReplayFact): ReplayState {
  const next = TRANSITIONS[state][fact];
  if (next === undefined) throw new ReplayTransitionError(state, fact);
  return next;
}

/** Whether nothing can happen to the replay any more. */
export function isOver(state: ReplayState): boolean {
  return Object.keys(TRANSITIONS[state]).length === 0;
}
