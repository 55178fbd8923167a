/** One field at fault. */
export interface FieldFault {
  /** JSON pointer or FHIRPath of the field, or the name of the header or parameter. */
  readonly field: string;
  /** What was expected and what came. */
  readonly reason: string;
  /** Values that would have been accepted; omitted where the list says nothing. */
  readonly accepted?: readonly string[];
}

/** What a problem says (RFC 9457); `type` is a stable name of ours, `urn:mes-flow:problem:NAME`. */
export interface ProblemFacts {
  /** HTTP status, 4xx or 503. */
  readonly status: number;
  /** Kebab-case name, the last part of `type`: `invalid-body`, `token-expired`. */
  readonly name: string;
  readonly title: string;
  readonly detail: string;
  /** Every fault at once. */
  readonly faults?: readonly FieldFault[];
  /** Seconds after which the same request may succeed; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** A request that is answered with problem+json, or with an OperationOutcome where the caller speaks FHIR. */
export class ProblemError extends Error {
  constructor(readonly facts: ProblemFacts) {
    super(facts.detail);
    this.name = 'ProblemError';
  }
}
