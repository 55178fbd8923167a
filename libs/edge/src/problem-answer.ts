import { HTTP_LIMITS } from './limits.js';
import type { FieldFault, ProblemFacts } from './problem.js';

/** The two forms of a refusal. */
export type ProblemForm = 'problem' | 'operation-outcome';

/** A refusal as it goes over the wire. */
export interface ProblemAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

/** Which form a path is answered in: whoever asks under /fhir reads OperationOutcomes. */
export function problemFormOf(path: string): ProblemForm {
  return /^\/fhir(?=$|[/?])/i.test(path) ? 'operation-outcome' : 'problem';
}

/** Puts a problem into the form of an answer. */
export function problemAnswer(facts: ProblemFacts, form: ProblemForm): ProblemAnswer {
  const bounded = { ...facts, faults: boundedFaults(facts.faults ?? []) };
  const body = form === 'problem' ? problemJsonOf(bounded) : operationOutcomeOf(bounded);
  return {
    status: facts.status,
    headers: {
      'content-type':
        form === 'problem'
          ? 'application/problem+json; charset=utf-8'
          : 'application/fhir+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(facts.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(Math.max(1, Math.ceil(facts.retryAfterSeconds))) }),
      ...facts.headers,
    },
    body: JSON.stringify(body),
  };
}

/** RFC 9457, with `faults` as an extension member. */
export function problemJsonOf(facts: ProblemFacts): Record<string, unknown> {
  const { status, name, title, detail, faults = [] } = facts;
  return {
    type: `urn:mes-flow:problem:${name}`,
    title,
    status,
    detail,
    ...(faults.length === 0 ? {} : { faults }),
  };
}

/** One issue of an OperationOutcome, as far as the house fills it. */
export interface OutcomeIssue {
  readonly severity: 'fatal' | 'error';
  readonly code: string;
  readonly details: {
    readonly coding?: readonly { readonly system?: string; readonly code: string }[];
    readonly text: string;
  };
  readonly diagnostics: string;
  readonly expression?: readonly string[];
}

/** FHIR R4 OperationOutcome: one issue for each fault, one for the problem where no field is named. */
export function operationOutcomeOf(facts: ProblemFacts): {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly OutcomeIssue[];
} {
  const faults = facts.faults ?? [];
  const severity = facts.status >= 500 && facts.status !== 503 ? 'fatal' : 'error';
  const code = issueTypeOf(facts);
  const diagnostics = `${facts.name}: ${facts.detail}`;
  const issue: OutcomeIssue[] = faults.map((fault) => {
    const expression = expressionOf(fault.field);
    return {
      severity,
      code,
      details: {
        ...(fault.code === undefined ? {} : { coding: [fault.code] }),
        text: fault.reason,
      },
      diagnostics:
        fault.accepted === undefined
          ? diagnostics
          : `${diagnostics}; accepted: ${fault.accepted.join(', ')}`,
      ...(expression === null ? {} : { expression: [expression] }),
    };
  });
  return {
    resourceType: 'OperationOutcome',
    issue:
      issue.length > 0 ? issue : [{ severity, code, details: { text: facts.title }, diagnostics }],
  };
}

/** Names whose issue type is more precise than that of their status. */
const ISSUE_TYPES_BY_NAME: Readonly<Record<string, string>> = {
  'malformed-json': 'structure',
  'body-too-deep': 'structure',
  'token-missing': 'login',
  'token-expired': 'expired',
};

/** FHIR R4 value set issue-type, by HTTP status. */
const ISSUE_TYPES_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'security',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  408: 'timeout',
  409: 'conflict',
  410: 'deleted',
  412: 'conflict',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  500: 'exception',
  503: 'transient',
};

function issueTypeOf({ name, status }: ProblemFacts): string {
  return ISSUE_TYPES_BY_NAME[name] ?? ISSUE_TYPES_BY_STATUS[status] ?? 'processing';
}

/**
 * FHIRPath of a field: `/content/0/hash` is `content[0].hash`; a header or parameter is `http.NAME`,
 * as FHIR names them. Null for the whole body.
 */
export function expressionOf(field: string): string | null {
  if (field === '') return null;
  if (field.startsWith('/')) {
    return field
      .slice(1)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce((path, part) =>
        /^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`,
      );
  }
  return /^[A-Z]/.test(field) ? field : `http.${field}`;
}

/** A hostile body may have a fault in each of its million fields: an answer lists a bounded number. */
function boundedFaults(faults: readonly FieldFault[]): readonly FieldFault[] {
  const { faultsMax, acceptedMax } = HTTP_LIMITS;
  const listed = faults.slice(0, faultsMax).map((fault) =>
    fault.accepted !== undefined && fault.accepted.length > acceptedMax
      ? {
          ...fault,
          accepted: [
            ...fault.accepted.slice(0, acceptedMax),
            `… and ${fault.accepted.length - acceptedMax} more`,
          ],
        }
      : fault,
  );
  return faults.length <= faultsMax
    ? listed
    : [...listed, { field: '', reason: `${faults.length - faultsMax} more faults are not listed` }];
}
