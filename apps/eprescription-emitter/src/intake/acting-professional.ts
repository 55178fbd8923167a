import { ProblemError, type Caller } from '#libs/edge';

/**
 * Who acts, PSIdNat: the professional of the token, or, for software and anonymous callers, the one
 * that the body names.
 *
 * @param field of the body, `prescriber` or `pharmacist`
 * @throws ProblemError when the body names somebody else than the token, or nobody is named
 */
export function actingProfessional(
  caller: Caller,
  field: 'prescriber' | 'pharmacist',
  named: string | undefined,
): string {
  if (caller.kind === 'professional') {
    const { text } = caller.author;
    if (named === undefined || named === text) return text;
    throw new ProblemError({
      status: 403,
      name: 'not-the-caller',
      title: 'The body names another professional than the token',
      detail: `The act is that of the caller: leave ${field} out, or name the professional of the token.`,
      faults: [
        { field: `/${field}`, reason: 'expected the professional of the token; came another' },
      ],
    });
  }
  if (named !== undefined) return named;
  throw new ProblemError({
    status: 400,
    name: 'invalid-body',
    title: 'The body of the request does not have the expected form',
    detail: `Nobody acts: the caller is no professional, and the body names none.`,
    faults: [
      {
        field: `/${field}`,
        reason: 'expected a PSIdNat, because the caller is no professional; came nothing',
      },
    ],
  });
}
