/** A code of a published list, for those who branch on it: an IHE error code, for instance. */
export interface FaultCode {
  /** URI of the list; omitted where the code is told apart without it. */
  readonly system?: string;
  readonly code: string;
}

/** One field at fault. */
export interface FieldFault {
  /**
   * JSON pointer (`/content/0/hash`; empty: the whole body), FHIRPath from the resource's type
   * (`DocumentReference.type`), or the name of the header or parameter (`content-type`).
   */
  readonly field: string;
  /** What was expected and what came. */
  readonly reason: string;
  /** Values that would have been accepted; omitted where the list says nothing. */
  readonly accepted?: readonly string[];
  /** Omitted where no published list names the fault. */
  readonly code?: FaultCode;
}

/** What a problem says (RFC 9457); `type` is a stable name of ours, `urn:mes-flow:problem:NAME`. */
export interface ProblemFacts {
  /** HTTP status: 4xx, 503 when a retry may help, 500 for a bug of ours. */
  readonly status: number;
  /** Kebab-case name, the last part of `type`: `invalid-body`, `token-expired`. */
  readonly name: string;
  readonly title: string;
  readonly detail: string;
  /** Every fault at once. */
  readonly faults?: readonly FieldFault[];
  /** Seconds after which the same request may succeed; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
  /** Further headers of the answer, such as `allow` and `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with problem+json, or with an OperationOutcome where the caller speaks FHIR. */
export class ProblemError extends Error {
  constructor(
    readonly facts: ProblemFacts,
    options?: ErrorOptions,
  ) {
    super(facts.detail, options);
    this.name = 'ProblemError';
  }
}
