import { ProblemError, type FieldFault } from '#libs/edge';
import type { IdentityBody, IdentityCommandName } from './bodies.js';

type CommandField = 'traits' | 'document' | 'ins';

/** The field that each command takes, and whether it must be there. */
const FIELDS: Readonly<
  Record<IdentityCommandName, { readonly needs?: CommandField; readonly takes?: CommandField }>
> = {
  register: { needs: 'traits' },
  'show-document': { needs: 'document' },
  'call-insi': { takes: 'ins' },
  doubt: {},
};

const ALL_FIELDS: readonly CommandField[] = ['traits', 'document', 'ins'];

/**
 * Refuses fields that do not go with the command: above all an INS beside anything but a call to
 * INSi, because a site never writes a number into an identity itself.
 *
 * @throws ProblemError `invalid-body` with all of them at once
 */
export function assertFieldsOfCommand(body: IdentityBody): void {
  const { needs, takes } = FIELDS[body.command];
  const faults = ALL_FIELDS.flatMap((field): FieldFault[] => {
    const isThere = body[field] !== undefined;
    if (isThere && field !== needs && field !== takes) {
      return [{ field: `/${field}`, reason: `does not go with the command ${body.command}` }];
    }
    if (!isThere && field === needs) {
      return [
        { field: `/${field}`, reason: `expected with the command ${body.command}; came none` },
      ];
    }
    return [];
  });
  if (faults.length === 0) return;
  throw new ProblemError({
    status: 400,
    name: 'invalid-body',
    title: 'The body of the request does not have the expected form',
    detail: faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '),
    faults,
  });
}
