import { BadInvocationError } from '#libs/platform';
import { SONS_SOLUTIONS } from '#libs/reference';

/**
 * Client and solution of `CLIENT/SOLUTION`, where the solution is a code such as `LGC-01` or its index.
 *
 * @throws BadInvocationError
 */
export function parseRequestName(text: string): {
  readonly client: string;
  readonly solution: number;
} {
  const [, client = '', solution = ''] = /^([^/\s]+)\/([^/\s]+)$/.exec(text) ?? [];
  const found = SONS_SOLUTIONS.find(
    ({ code, index }) => code === solution || String(index) === solution,
  );
  if (client === '' || found === undefined) {
    throw new BadInvocationError(
      `request: expected CLIENT/SOLUTION such as 2080010572/LGC-01, with a referenced solution; came "${text}"`,
    );
  }
  return { client, solution: found.index };
}
