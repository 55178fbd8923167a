import type { Caller } from '#libs/edge';
import type { View } from '#libs/exports';
import type { Request } from 'express';
import { ownerViewProblem } from './figures-problems.js';
import { queryTextOf } from './query-text.js';

/** Token: whether the owner's view is open to callers who are not known. */
export const OWNER_VIEW_IS_OPEN = Symbol('owner view without a token');

/** The condition of `RequireScopeWhen`: any `view=owner` in the query, however often it is repeated. */
export function asksForOwnersView(request: Pick<Request, 'originalUrl'>): boolean {
  return (queryTextOf(request.originalUrl).values.get('view') ?? []).includes('owner');
}

/**
 * A known caller has shown the scope `metrics:owner` before. Nobody is known where no issuer is set:
 * then the view is open on loopback alone.
 *
 * @throws ProblemError 403
 */
export function assertMaySee(view: View, caller: Caller, isOpen: boolean): void {
  if (view === 'public' || caller.kind !== 'anonymous' || isOpen) return;
  throw ownerViewProblem();
}
