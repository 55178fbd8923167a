/** Error codes of the Schema Registry API that this half of it can give, with their HTTP status. */
const STATUS_OF_CODE = {
  /** No such subject. */
  40401: 404,
  /** The subject has no such version. */
  40402: 404,
  /** No such schema. */
  40403: 404,
  /** The subject has no compatibility level of its own. */
  40408: 404,
  /** The subject has no mode of its own. */
  40409: 404,
  /** What was sent is no Avro schema. */
  42201: 422,
  /** What stands for a version cannot be one. */
  42202: 422,
  /** A write: this registry is read only. */
  40301: 403,
} as const;

export type RegistryCode = keyof typeof STATUS_OF_CODE;

/** A refusal in the registry's own form, `{ "error_code", "message" }`, which its clients read. */
export class RegistryError extends Error {
  constructor(
    readonly code: RegistryCode,
    message: string,
  ) {
    super(message);
    this.name = 'RegistryError';
  }

  /** HTTP status. */
  get status(): number {
    return STATUS_OF_CODE[this.code];
  }
}

/** Characters of a stranger's text that a message repeats. */
const SHOWN_CHARACTERS_MAX = 80;

/** A stranger's text in a message: bounded, on one line. */
export function shown(text: string): string {
  const line = text.slice(0, SHOWN_CHARACTERS_MAX).replace(/[^\x20-\x7e]/g, '?');
  return text.length > SHOWN_CHARACTERS_MAX ? `${line}… (${text.length} characters)` : line;
}
