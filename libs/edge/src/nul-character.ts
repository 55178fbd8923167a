import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from './problem.js';

/** 400: no text of the house holds the character NUL, and PostgreSQL could not store one that does. */
export function nulProblem(field: string): ProblemError {
  return new ProblemError({
    status: 400,
    name: 'nul-character',
    title: 'A text holds a character that no text may hold',
    detail: 'The character NUL (U+0000) is accepted nowhere.',
    faults: [{ field, reason: 'expected a text without the character NUL; came one with it' }],
  });
}

/** Refuses a path or a query with NUL: every parameter of a handler may become a value of a statement. */
export function refuseNul(request: Request, _: Response, next: NextFunction): void {
  const [path = '', query = ''] = request.originalUrl.split('?', 2);
  if (path.includes('%00')) next(nulProblem('path'));
  else if (query.includes('%00')) next(nulProblem(parameterWithNul(query)));
  else next();
}

/** The name of the parameter, where it is a plain one. */
function parameterWithNul(query: string): string {
  const [name = ''] =
    query
      .split('&')
      .find((part) => part.includes('%00'))
      ?.split('=') ?? [];
  return /^[\w.-]{1,80}$/.test(name) ? name : 'query';
}
