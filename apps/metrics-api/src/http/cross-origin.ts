import type { NextFunction, Request, Response } from 'express';

/** Seconds that a browser remembers what it was allowed. */
const REMEMBERED_SECONDS = 600;

/**
 * Lets pages of these origins read answers (the Fetch standard's CORS protocol). An origin that is
 * not named gets no header, and its browser keeps the answer from the page.
 *
 * @param origins such as `https://example.org`; empty: no page of another origin reads anything
 */
export function crossOrigin(
  origins: readonly string[],
): (request: Request, response: Response, next: NextFunction) => void {
  return (request, response, next) => {
    if (origins.length > 0) response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) {
      next();
      return;
    }
    response.set({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Content-Disposition, ETag, Link, Retry-After',
    });
    const isPreflight =
      request.method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined;
    if (!isPreflight) {
      next();
      return;
    }
    response.set({
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'Accept, Authorization, If-None-Match',
      'access-control-max-age': String(REMEMBERED_SECONDS),
    });
    response.status(204).end();
  };
}
