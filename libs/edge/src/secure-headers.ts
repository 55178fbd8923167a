import type { NextFunction, Request, Response } from 'express';

/**
 * What browsers are told with every answer; a page overrides what it needs by setting the header
 * again. Answers of services are data: nothing in them runs, loads or is framed, and their type is
 * not guessed.
 */
const SECURE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Puts the headers that protect a reader's browser on every answer, refusals included. */
export function secureHeaders(_: Request, response: Response, next: NextFunction): void {
  for (const [name, value] of Object.entries(SECURE_HEADERS)) response.setHeader(name, value);
  next();
}
