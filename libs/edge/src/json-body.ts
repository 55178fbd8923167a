import type { NextFunction, Request, Response } from 'express';
import { FORM_MEDIA_TYPE, isForm, parseForm } from './form-body.js';
import { HTTP_LIMITS } from './limits.js';
import { nulProblem } from './nul-character.js';
import { ProblemError } from './problem.js';
import { shown } from './shown.js';

/** Media types of a body, all of them JSON in UTF-8. */
export const BODY_MEDIA_TYPES = [
  'application/json',
  'application/fhir+json',
  'application/json-patch+json',
  // What clients of a schema registry send.
  'application/vnd.schemaregistry.v1+json',
] as const;

/** Whether a request announces a body: RFC 9112, 6.3. */
function hasBody(request: Request): boolean {
  const { 'transfer-encoding': transfer, 'content-length': length } = request.headers;
  return transfer !== undefined || (length !== undefined && length !== '0');
}

/**
 * Refuses a body by its headers, before a byte of it is read.
 *
 * @param formsAt paths that take a form of a page, and nothing else
 */
export function refuseForeignBody(
  formsAt?: RegExp,
): (request: Request, response: Response, next: NextFunction) => void {
  return (request, _, next) => {
    if (hasBody(request)) refuseForeign(request, mediaTypesAt(request.path, formsAt), next);
    else next();
  };
}

function mediaTypesAt(path: string, formsAt: RegExp | undefined): readonly string[] {
  return formsAt?.test(path) ? [FORM_MEDIA_TYPE] : BODY_MEDIA_TYPES;
}

function refuseForeign(request: Request, mediaTypes: readonly string[], next: NextFunction): void {
  const header = request.headers['content-type'];
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  if (!mediaTypes.some((accepted) => accepted === type.toLowerCase())) {
    next(mediaTypeProblem('unsupported-media-type', 'content-type', header, mediaTypes));
    return;
  }
  const charset = parameters
    .find((parameter) => /^charset=/i.test(parameter))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    next(mediaTypeProblem('unsupported-charset', 'content-type', header, ['charset=utf-8']));
    return;
  }
  const encoding = request.headers['content-encoding'];
  // Nothing is inflated: a small body that unpacks to gigabytes has nothing to unpack it here.
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    next(
      mediaTypeProblem('unsupported-content-encoding', 'content-encoding', encoding, ['identity']),
    );
    return;
  }
  next();
}

/** Turns the bytes of a body, read before, into its value; leaves a request without body alone. */
export function parseBody(request: Request, _: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes)) {
    next();
    return;
  }
  try {
    // What came was let in by its type: see refuseForeignBody.
    const parse = isForm(request) ? parseForm : parseJson;
    request.body = bytes.length === 0 ? undefined : parse(bytes);
    next();
  } catch (error) {
    next(error);
  }
}

/**
 * Parses JSON from a stranger.
 *
 * @param bytes UTF-8, its length is bounded by whoever read it
 * @throws ProblemError `malformed-text`, `malformed-json`, `body-too-deep`, `reserved-key` or `nul-character`
 */
export function parseJson(bytes: Uint8Array, depthMax: number = HTTP_LIMITS.bodyDepthMax): unknown {
  const text = textOf(bytes);
  // Before parsing: what walks the value later recurses, and would run out of stack.
  const depth = depthOf(bytes, depthMax);
  if (depth > depthMax) {
    throw new ProblemError({
      status: 400,
      name: 'body-too-deep',
      title: 'The body nests too deep',
      detail: `Objects and arrays may nest ${depthMax} deep; the body goes deeper.`,
      faults: [{ field: '', reason: `at most ${depthMax} levels; came more` }],
    });
  }
  const value = jsonOf(text);
  if (MAY_HAVE_RESERVED_KEY.test(text)) refuseReserved(value, '');
  return value;
}

/**
 * Keys that libraries mistake for an object's own nature: class-transformer calls what it finds
 * under `constructor`. No field of the house is named so.
 */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Most bodies hold none of these words and no escape that could spell one: they are not walked. */
const MAY_HAVE_RESERVED_KEY = /__proto__|constructor|prototype|\\u/;

/** The depth of the value is bounded by then. A text with NUL has no place in a database. */
function refuseReserved(value: unknown, pointer: string): void {
  if (typeof value === 'string' && value.includes('\0')) throw nulProblem(pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0')) throw nulProblem(pointer);
    const field = `${pointer}/${key}`;
    if (RESERVED_KEYS.has(key)) {
      throw new ProblemError({
        status: 400,
        name: 'reserved-key',
        title: 'The body has a key that no field may have',
        detail: `The key ${key} is not accepted anywhere in a body.`,
        faults: [{ field, reason: `expected no key ${key}; came one` }],
      });
    }
    refuseReserved(inner, field);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemError(
      {
        status: 400,
        name: 'malformed-json',
        title: 'The body is not JSON',
        detail: 'The body cannot be parsed as JSON (RFC 8259).',
        faults: [{ field: '', reason: `expected one JSON value; ${clipped(reason)}` }],
      },
      { cause },
    );
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new ProblemError(
      {
        status: 400,
        name: 'malformed-text',
        title: 'The body is not UTF-8',
        detail: 'A JSON body is encoded in UTF-8 (RFC 8259, 8.1); these bytes are not.',
        faults: [{ field: '', reason: 'expected UTF-8; came bytes that are no UTF-8' }],
      },
      { cause },
    );
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** How deep brackets nest outside of strings; stops counting above the limit. */
function depthOf(bytes: Uint8Array, depthMax: number): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (isInString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (OPENING.has(byte)) {
      depth++;
      if (depth > deepest) deepest = depth;
      if (depth > depthMax) return depth;
    } else if (CLOSING.has(byte)) depth--;
  }
  return deepest;
}

function clipped(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function mediaTypeProblem(
  name: string,
  field: string,
  came: string | undefined,
  accepted: readonly string[],
): ProblemError {
  return new ProblemError({
    status: 415,
    name,
    title: 'The body is of a kind that is not accepted',
    detail: `${field}: expected ${accepted.join(' or ')}; came ${shown(came)}.`,
    faults: [{ field, reason: `expected another value; came ${shown(came)}`, accepted }],
    // RFC 9110, 15.5.16: an encoding is answered with the ones that are accepted.
    headers: field === 'content-encoding' ? { 'accept-encoding': 'identity' } : {},
  });
}
