import { randomUUID } from 'node:crypto';

/** What a caller may name a request: nothing that could end a line, a header or a field. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** W3C Trace Context: version, trace, parent, flags; all zeros name nothing, and version ff is forbidden. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** A header as Node gives it. */
type Header = string | readonly string[] | undefined;

/**
 * The id of a request: what the caller calls it if that is harmless, else the trace that it belongs
 * to, else one of our own.
 *
 * @param headers with lower-case names
 */
export function requestIdOf(headers: Readonly<Record<string, Header>>): string {
  const named = headers['x-request-id'];
  if (typeof named === 'string' && REQUEST_ID.test(named)) return named;
  return traceIdOf(headers['traceparent']) ?? randomUUID();
}

/** The trace that a `traceparent` names; undefined when it is none. */
export function traceIdOf(traceparent: Header): string | undefined {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}

/** Whether a text is a `traceparent` that may be sent on. */
export function isTraceparent(text: string): boolean {
  return traceIdOf(text) !== undefined;
}
