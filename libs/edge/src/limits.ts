/** Bounds of every HTTP edge. Those that a deployment may want to move are settings, and default to these. */
export const HTTP_LIMITS = {
  /** Bytes of a request body; above, 413. A document of 5 MB in base64 and its metadata fit. */
  bodyBytesMax: 8 * 1024 * 1024,
  /** Objects and arrays inside one another; a FHIR bundle of documents needs about 12. */
  bodyDepthMax: 32,
  /** Bytes of a form of a page, and its fields; above, 413 and 400. */
  formBytesMax: 16 * 1024,
  formFieldsMax: 50,
  /** Bytes of the request line and all headers; above, 431. */
  headerBytesMax: 16 * 1024,
  /** Milliseconds for the headers of a request to arrive; above, 408. */
  headersTimeoutMs: 10_000,
  /** Milliseconds for a whole request to arrive; above, 408. */
  requestTimeoutMs: 30_000,
  /** Milliseconds between two looks for requests beyond those times; Node's own default is 30 s. */
  timeoutCheckMs: 2_000,
  /** Milliseconds that a connection stays open for the next request. */
  keepAliveTimeoutMs: 15_000,
  /**
   * Milliseconds that a connection may stay without a byte in either direction: a reader who takes
   * nothing of a long answer is cut. A stream of events says something every 15 s.
   */
  silentConnectionMs: 120_000,
  /** Connections at once; further ones are dropped by the listener. */
  connectionsMax: 2_000,
  /** Milliseconds that requests under way get at the stop before their connections are cut. */
  drainMs: 5_000,
  /** Milliseconds between two looks for connections that have become idle meanwhile. */
  drainCheckMs: 20,
  /** Faults that one answer lists; the last one says how many were left out. */
  faultsMax: 50,
  /** Accepted values that one fault lists. */
  acceptedMax: 100,
  /** Characters of a refused value that an answer repeats. */
  shownCharactersMax: 80,
} as const;

/** The bounds of connections; a spec gives smaller ones than a person would want to wait for. */
export type ConnectionLimits = Readonly<
  Record<
    | 'headersTimeoutMs'
    | 'requestTimeoutMs'
    | 'timeoutCheckMs'
    | 'silentConnectionMs'
    | 'connectionsMax',
    number
  >
>;
