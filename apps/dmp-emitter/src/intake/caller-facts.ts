import type { Caller } from '#libs/edge';
import { SOLUTIONS } from '#libs/reference';

/** What the token of a caller settles about a deposit; null where the request has to say it. */
export interface CallerFacts {
  /** PSIdNat of the professional who is asking: the author of what it deposits. */
  readonly author: string | null;
  /** Code of the solution, for a software whose client id is one. */
  readonly solution: string | null;
}

const codes: ReadonlySet<string> = new Set(SOLUTIONS.map(({ code }) => code));

/** The author is the token's identity, never what the body says beside it. */
export function callerFacts(caller: Caller): CallerFacts {
  return {
    author: caller.kind === 'professional' ? caller.author.text : null,
    solution: caller.kind === 'software' && codes.has(caller.subject) ? caller.subject : null,
  };
}
