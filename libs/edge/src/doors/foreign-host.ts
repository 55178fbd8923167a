import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from '../problem.js';
import { shown } from '../shown.js';

/** IPv4 or IPv6 by number, or localhost, each with or without a port: no stranger can point them here. */
export function isUnforgeableHost(host: string): boolean {
  return /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(host);
}

/**
 * For a service that asks nobody who they are: a page of somebody else could point its own name to
 * this machine (DNS rebinding), and a visitor's browser would take the service for that page's own.
 */
export function refuseForeignHost(request: Request, _: Response, next: NextFunction): void {
  const { host } = request.headers;
  if (host === undefined || isUnforgeableHost(host)) {
    next();
    return;
  }
  const reason = `expected an address of this machine by number, or localhost; came ${shown(host)}`;
  next(
    new ProblemError({
      status: 421,
      name: 'foreign-host',
      title: 'This service is not known by that name',
      detail: `host: ${reason}. With an issuer or keys it answers under any name.`,
      faults: [{ field: 'host', reason }],
    }),
  );
}
