import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Access } from '../access/access.js';
import { identityOf, knownCaller } from '../access/identities.js';
import type { RequestLimits } from './request-limits.js';

/** Asked by orchestrators that end a process which does not answer: a flood must not make them. */
const NEVER_LIMITED = '/health/live';

/**
 * Express middleware, before a byte of a body is read: finds out who is asking, without refusing
 * anybody for it, and limits how often.
 */
export function limitRequests(limits: RequestLimits, access: Access): RequestHandler {
  return (request: Request, _: Response, next: NextFunction): void => {
    limited(request, limits, access).then(() => {
      next();
    }, next);
  };
}

async function limited(request: Request, limits: RequestLimits, access: Access): Promise<void> {
  if (request.path === NEVER_LIMITED) return;
  const { authorization } = request.headers;
  if (authorization === undefined) {
    limits.take(request, undefined);
    return;
  }
  if (!access.remembers(authorization)) limits.assertMayAsk(request);
  limits.take(request, knownCaller(await identityOf(request, access)));
}
