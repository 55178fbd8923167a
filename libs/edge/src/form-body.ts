import type { Request } from 'express';
import { HTTP_LIMITS } from './limits.js';
import { ProblemError } from './problem.js';

/** What a form of a page sends without a script. */
export const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

export function isForm({ headers }: Request): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() === FORM_MEDIA_TYPE;
}

/**
 * Fields of a form by name, each a text.
 *
 * @throws ProblemError 413 `form-too-large`, 400 `invalid-form` for too many or repeated fields
 */
export function parseForm(bytes: Uint8Array): Record<string, string> {
  const { formBytesMax, formFieldsMax } = HTTP_LIMITS;
  if (bytes.length > formBytesMax) {
    throw new ProblemError({
      status: 413,
      name: 'form-too-large',
      title: 'The form is too large',
      detail: `Expected at most ${formBytesMax} bytes; came ${bytes.length}.`,
    });
  }
  const fields = [...new URLSearchParams(new TextDecoder().decode(bytes))];
  if (fields.length > formFieldsMax) {
    throw invalidForm('', `expected at most ${formFieldsMax} fields; came ${fields.length}`);
  }
  // Without a prototype: a field may have any name.
  const form = Object.create(null) as Record<string, string>;
  for (const [name, value] of fields) {
    if (name in form) throw invalidForm(name.slice(0, 80), 'expected it once; came more often');
    form[name] = value;
  }
  return form;
}

function invalidForm(field: string, reason: string): ProblemError {
  return new ProblemError({
    status: 400,
    name: 'invalid-form',
    title: 'The form does not have the expected shape',
    detail: `${field || 'form'}: ${reason}`,
    faults: [{ field, reason }],
  });
}
