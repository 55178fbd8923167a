import type { Caller, FieldFault } from '#libs/edge';
import { isPsIdNat, isStructIdNat } from '#libs/identifiers';
import { malformedProblem } from './problems.js';

/** Headers that say which site and which professional change or delete a document. */
const SITE_HEADER = 'x-mes-site';
const AUTHOR_HEADER = 'x-mes-author';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Who changes a document. */
export interface Asker {
  /** StructIdNat; null: the site of the document, for its own author with a token. */
  readonly site: string | null;
  /** PSIdNat; null: the author of the document. */
  readonly author: string | null;
}

/**
 * Who asks for a change: a metadata update has no body that could say it. A professional with a token
 * is the author, and may leave out the site of an own document.
 *
 * @throws ProblemError when a header is missing or no identifier
 */
export function askerOf(headers: Headers, caller: Caller): Asker {
  const faults: FieldFault[] = [];
  const read = (
    name: string,
    expected: string,
    isGood: (text: string) => boolean,
  ): string | null => {
    const value = headers[name];
    if (value === undefined) return null;
    if (typeof value === 'string' && isGood(value)) return value;
    faults.push({ field: name, reason: `expected ${expected}; came another text` });
    return null;
  };
  const site = read(SITE_HEADER, 'the StructIdNat of the depositing site', isStructIdNat);
  const stated = read(AUTHOR_HEADER, 'the PSIdNat of the professional', isPsIdNat);
  const isProfessional = caller.kind === 'professional';
  if (faults.length === 0 && site === null && !isProfessional) {
    faults.push({
      field: SITE_HEADER,
      reason: 'expected the StructIdNat of the depositing site; came nothing',
    });
  }
  if (faults.length > 0) throw malformedProblem(faults);
  return { site, author: isProfessional ? caller.author.text : stated };
}
