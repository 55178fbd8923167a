import { ProblemError, type FieldFault } from '#libs/edge';
import { QueryFaultsError, type QueryFault } from '#libs/figures';
import { DatabaseUnreachableError } from '#libs/store';
import { FIGURES_LIMITS } from './figures-limits.js';
import { DatabaseDownError, FiguresUnavailableError } from './figures-thread.js';

/** Seconds after which a reader may ask again while the figures cannot be had. */
const RETRY_AFTER_SECONDS = 2;
/** Faults whose reasons the one sentence of `detail` repeats. */
const DETAILED_FAULTS_MAX = 3;

/** 400 with every fault. */
export function invalidQueryProblem(faults: readonly FieldFault[], cause?: unknown): ProblemError {
  return new ProblemError(
    {
      status: 400,
      name: 'invalid-query',
      title: 'The query asks for something that this indicator does not answer',
      detail: faults
        .slice(0, DETAILED_FAULTS_MAX)
        .map(({ field, reason }) => `${field}: ${reason}`)
        .join('; '),
      faults,
    },
    { cause },
  );
}

/** Faults that an indicator found, by the names that a caller knows. */
export function fieldFaults(faults: readonly QueryFault[]): FieldFault[] {
  return faults.map(({ parameter, reason, accepted }) => ({
    field: parameter,
    reason: reason.en,
    ...(accepted && { accepted }),
  }));
}

/** 414: nobody reads the query of such a length. */
export function queryTooLongProblem(): ProblemError {
  const { queryCharactersMax } = FIGURES_LIMITS;
  const reason = `expected at most ${queryCharactersMax} characters; came more`;
  return new ProblemError({
    status: 414,
    name: 'query-too-long',
    title: 'The query is too long',
    detail: `A query may have ${queryCharactersMax} characters, percent-encoded; this one has more.`,
    faults: [{ field: 'query', reason }],
  });
}

/** 404 for an extension that no form has, 406 where no accepted form is one of ours. */
export function formProblem(
  fault: 'extension' | 'accept',
  accepted: readonly string[],
): ProblemError {
  return fault === 'extension'
    ? new ProblemError({
        status: 404,
        name: 'unknown-form',
        title: 'There is no such form of an indicator',
        detail: `Expected one of these extensions behind the indicator’s name: ${accepted.join(', ')}.`,
        faults: [{ field: 'extension', reason: 'expected a known one; came another', accepted }],
      })
    : new ProblemError({
        status: 406,
        name: 'not-acceptable',
        title: 'An indicator has none of the accepted forms',
        detail: `Expected a header Accept with one of these media types: ${accepted.join(', ')}.`,
        faults: [{ field: 'accept', reason: 'expected a known type; came others', accepted }],
      });
}

export function unknownIndicatorProblem(accepted: readonly string[]): ProblemError {
  return new ProblemError({
    status: 404,
    name: 'unknown-indicator',
    title: 'There is no indicator of this name',
    detail: 'Expected the name of an indicator; GET /v1/indicators describes each.',
    faults: [{ field: 'name', reason: 'expected a known name; came another', accepted }],
  });
}

/** 403: the owner's view, asked for where nobody can be told from anybody. */
export function ownerViewProblem(): ProblemError {
  return new ProblemError({
    status: 403,
    name: 'owner-view-closed',
    title: 'The owner’s view is not open here',
    detail:
      'Without an issuer of tokens the owner’s view is open on loopback alone, and this service can be reached from elsewhere. Set MES_OIDC_ISSUER and ask with a token of the scope metrics:owner, or ask for the public view.',
    faults: [{ field: 'view', reason: 'expected public; came owner', accepted: ['public'] }],
  });
}

/** 403: an indicator that the public view does not have. */
export function ownersIndicatorProblem(name: string): ProblemError {
  return new ProblemError({
    status: 403,
    name: 'owner-only',
    title: 'The indicator is not published',
    detail: `${name} is shown in the owner’s view alone: ask with view=owner.`,
    faults: [{ field: 'view', reason: 'expected owner; came public', accepted: ['owner'] }],
  });
}

/** 400: a file is whole or is not. */
export function tooManyRowsProblem(rows: number): ProblemError {
  const { fileRowsMax } = FIGURES_LIMITS;
  return new ProblemError({
    status: 400,
    name: 'too-many-rows',
    title: 'The answer is too large for a file',
    detail: `A file may have ${fileRowsMax} rows, and this answer has ${rows}. Filter it, or read it as JSON page by page.`,
    faults: [{ field: 'query', reason: `expected at most ${fileRowsMax} rows; came ${rows}` }],
  });
}

/**
 * 410: pages of two versions of the data would lose rows or show them twice.
 *
 * @param first address of the first page of the same question
 */
export function cursorGoneProblem(first: string): ProblemError {
  return new ProblemError({
    status: 410,
    name: 'cursor-gone',
    title: 'The answer that this page belongs to is gone',
    detail:
      'The data have changed since the first page, and the answer before is no longer held. Begin again with the address of rel="first".',
    faults: [{ field: 'cursor', reason: 'expected one of a present answer; came an older one' }],
    headers: { link: `<${first}>; rel="first"` },
  });
}

/** What an error of the figures says to the caller; an error that is none of these comes back as it is. */
export function problemOfFigures(error: unknown): unknown {
  if (error instanceof QueryFaultsError)
    return invalidQueryProblem(fieldFaults(error.faults), error);
  if (error instanceof DatabaseUnreachableError || error instanceof DatabaseDownError) {
    return unavailable('database-unreachable', 'The database does not answer.', error);
  }
  if (error instanceof FiguresUnavailableError) {
    return unavailable(
      'figures-unavailable',
      'The figures are being computed, or restarted.',
      error,
    );
  }
  if (isWithoutTables(error)) {
    return unavailable('database-not-ready', 'The database does not have its tables yet.', error);
  }
  return error;
}

function unavailable(name: string, detail: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      name,
      title: 'The figures cannot be had now',
      detail: `${detail} Try again.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    },
    { cause },
  );
}

/** Undefined table, column and schema: whoever counts brings them, and may start after this service. */
const WITHOUT_TABLES = new Set(['42P01', '42703', '3F000']);

function isWithoutTables(error: unknown): boolean {
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error && WITHOUT_TABLES.has(String(error.code));
}
