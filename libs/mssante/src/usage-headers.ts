import { SOLUTIONS, type Solution } from '#libs/reference';
import { MailRefusedError } from './refusals.js';

/**
 * Usage headers of a mail. Source: devbox-sante, MSSanté Référentiel #2 v1.0; the meaning of
 * X-MSS-MES is assumed.
 */
export interface UsageHeaders {
  /** X-MSS-NIL: the solution of the licence number; null when the header is absent. */
  readonly solution: Solution | null;
  /** X-MSS-INS: whether the mail says that it carries a qualified INS. */
  readonly saysIns: boolean | null;
  /** X-MSS-CODECDA: the document types that the mail announces. */
  readonly typeCodes: readonly string[] | null;
  /** X-MSS-MES: whether the mail says that it goes to Mon espace santé. */
  readonly saysMes: boolean | null;
}

/** Values of the headers as they stand in the mail, one entry a line. */
export type RawUsageHeaders = Readonly<
  Record<'x-mss-nil' | 'x-mss-ins' | 'x-mss-codecda' | 'x-mss-mes', readonly string[]>
>;

/** Most codes in X-MSS-CODECDA. */
const CODES_MAX = 20;
const NIL_PREFIX = 'SIM-';

/** Licence number of a solution: openly fictitious, `SIM-` and the code of the catalogue. */
export function licenceNumberOf(solution: Solution): string {
  return `${NIL_PREFIX}${solution.code}`;
}

const solutionsByNil: ReadonlyMap<string, Solution> = new Map(
  SOLUTIONS.map((solution) => [licenceNumberOf(solution), solution]),
);

/**
 * Reads the usage headers.
 *
 * @throws MailRefusedError unknown-software, bad-usage-header
 */
export function parseUsageHeaders(raw: RawUsageHeaders): UsageHeaders {
  const nil = single('X-MSS-NIL', raw['x-mss-nil']);
  return {
    solution: nil === null ? null : solutionOf(nil),
    saysIns: flag('X-MSS-INS', raw['x-mss-ins']),
    typeCodes: codes(raw['x-mss-codecda']),
    saysMes: flag('X-MSS-MES', raw['x-mss-mes']),
  };
}

/** What the mail really holds. */
export interface UsageContent {
  readonly hasIns: boolean;
  /** Null when no document travels with the mail. */
  readonly typeCode: string | null;
  readonly hasCitizenRecipient: boolean;
}

/** Where the headers do not say what the mail holds, by name; the content prevails. */
export function usageContradictions(headers: UsageHeaders, content: UsageContent): string[] {
  const notes: string[] = [];
  if (headers.saysIns === true && !content.hasIns) notes.push('ins-announced-but-absent');
  if (headers.saysIns === false && content.hasIns) notes.push('ins-present-but-denied');
  if (headers.saysIns === null && content.typeCode !== null) notes.push('ins-not-said');
  notes.push(...codeContradictions(headers.typeCodes, content.typeCode));
  if (headers.saysMes === true && !content.hasCitizenRecipient) notes.push('mes-without-citizen');
  if (headers.saysMes === false && content.hasCitizenRecipient) notes.push('mes-denied-to-citizen');
  return notes;
}

function codeContradictions(
  announced: readonly string[] | null,
  typeCode: string | null,
): string[] {
  if (typeCode === null) return announced === null ? [] : ['codecda-without-document'];
  if (announced === null) return ['codecda-missing'];
  const isExact = announced.length === 1 && announced[0] === typeCode;
  return isExact ? [] : ['codecda-differs'];
}

function solutionOf(nil: string): Solution {
  const solution = solutionsByNil.get(nil);
  if (solution === undefined) {
    throw new MailRefusedError('unknown-software', `X-MSS-NIL ${JSON.stringify(nil.slice(0, 40))}`);
  }
  return solution;
}

function single(name: string, values: readonly string[]): string | null {
  if (values.length > 1) {
    throw new MailRefusedError('bad-usage-header', `${name} ${values.length} times, expected once`);
  }
  return values[0]?.trim() ?? null;
}

function flag(name: string, values: readonly string[]): boolean | null {
  const value = single(name, values);
  if (value === null || value === 'O') return value === null ? null : true;
  if (value === 'N') return false;
  throw new MailRefusedError(
    'bad-usage-header',
    `${name} ${JSON.stringify(value.slice(0, 40))}, expected O or N`,
  );
}

/** Several lines, or several codes in one line apart by comma, semicolon or space (the separator is assumed). */
function codes(values: readonly string[]): readonly string[] | null {
  if (values.length === 0) return null;
  const all = [...new Set(values.flatMap((value) => value.split(/[\s,;]+/)).filter(Boolean))];
  const isGood = all.every((code) => /^[A-Za-z0-9_-]{1,40}$/.test(code));
  if (isGood && all.length > 0 && all.length <= CODES_MAX) return all;
  throw new MailRefusedError(
    'bad-usage-header',
    `X-MSS-CODECDA ${JSON.stringify(values.join(',').slice(0, 60))}, expected 1 to ${CODES_MAX} document codes`,
  );
}
