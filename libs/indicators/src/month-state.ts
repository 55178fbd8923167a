/** open: figures still move. closed: a revision is published. revising: closed once, and events came since. */
export type MonthStatus = 'open' | 'closed' | 'revising';

/** Where a month stands. */
export interface MonthState {
  readonly status: MonthStatus;
  /** Revision that events are booked under now, or that was published when closed. From 1. */
  readonly revision: number;
  /** Last revision that was published; undefined while the month was never closed. */
  readonly publishedRevision: number | undefined;
}

/** What can happen to a month. */
export type MonthFact = 'EventsCounted' | 'MonthClosed';

/** A month without a row: nothing was counted for it yet. */
export const NEW_MONTH: MonthState = { status: 'open', revision: 1, publishedRevision: undefined };

/** Revisions that a month can have: the database keeps them as smallint. */
export const REVISION_MAX = 32_767;

/** Closing a month that is closed already, with nothing counted since. */
export class MonthAlreadyClosedError extends Error {
  constructor(state: MonthState) {
    super(
      `month: expected one that is open or revising, came one that is closed with revision ${state.revision} published and no event since`,
    );
    this.name = new.target.name;
  }
}

/**
 * What a month becomes. Events for a closed month open its next revision, so that a published figure
 * never moves without a trace; closing publishes the revision at hand.
 *
 * @throws MonthAlreadyClosedError when a closed month is closed again
 */
export function evolveMonth(state: MonthState, fact: MonthFact): MonthState {
  switch (fact) {
    case 'EventsCounted':
      return state.status === 'closed'
        ? { ...state, status: 'revising', revision: nextRevision(state.revision) }
        : state;
    case 'MonthClosed':
      if (state.status === 'closed') throw new MonthAlreadyClosedError(state);
      return { status: 'closed', revision: state.revision, publishedRevision: state.revision };
  }
}

function nextRevision(revision: number): number {
  if (revision >= REVISION_MAX) {
    throw new RangeError(
      `month revision: expected at most ${REVISION_MAX}, one more was asked for`,
    );
  }
  return revision + 1;
}
