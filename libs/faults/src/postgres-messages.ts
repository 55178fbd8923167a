/** What of PostgreSQL's protocol matters here: https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** A message of a client or a server, whole. */
export interface PostgresMessage {
  /** Such as Q, a query; empty: the first message of a client, which has no type. */
  readonly type: string;
  /** Without type and length, at most BODY_BYTES_MAX of it. */
  readonly body: Buffer;
  /** Offset of its first byte in the piece that completed it; below 0: it began in an earlier piece. */
  readonly start: number;
  /** Offset after its last byte. */
  readonly end: number;
}

/** A statement is known by its beginning; bytes of a copy are not kept. */
const BODY_BYTES_MAX = 2048;
const LENGTH_BYTES = 4;

/** Requests that come before the first message: encryption by TLS or GSS. They are answered with one byte. */
const ENCRYPTION_REQUESTS: ReadonlySet<number> = new Set([80_877_103, 80_877_104]);

/** Finds the messages in the bytes of one direction, however they are cut into pieces. */
export class PostgresMessages {
  #isTyped: boolean;
  #head: Buffer = Buffer.alloc(0);
  #body: Buffer[] = [];
  #bodyKept = 0;
  #left = 0;
  #start = 0;

  /** @param isClient true: the first message has no type */
  constructor(isClient: boolean) {
    this.#isTyped = !isClient;
  }

  /** The messages that end in this piece. */
  in(piece: Buffer): PostgresMessage[] {
    const found: PostgresMessage[] = [];
    let at = 0;
    while (at < piece.length) {
      if (this.#head.length === 0) this.#start = at;
      const headBytes = (this.#isTyped ? 1 : 0) + LENGTH_BYTES;
      if (this.#head.length < headBytes) {
        const part = piece.subarray(at, at + headBytes - this.#head.length);
        this.#head = Buffer.concat([this.#head, part]);
        at += part.length;
        if (this.#head.length < headBytes) break;
        this.#left = this.#head.readUInt32BE(headBytes - LENGTH_BYTES) - LENGTH_BYTES;
      }
      const part = piece.subarray(at, at + this.#left);
      this.#keep(part);
      at += part.length;
      this.#left -= part.length;
      if (this.#left === 0) found.push(this.#finish(at));
    }
    // What has begun in this piece began before the next one.
    this.#start -= piece.length;
    return found;
  }

  #keep(part: Buffer): void {
    const kept = part.subarray(0, BODY_BYTES_MAX - this.#bodyKept);
    if (kept.length === 0) return;
    this.#body.push(Buffer.from(kept));
    this.#bodyKept += kept.length;
  }

  #finish(end: number): PostgresMessage {
    const body = Buffer.concat(this.#body);
    const type = this.#isTyped ? this.#head.toString('latin1', 0, 1) : '';
    const message = { type, body, start: this.#start, end };
    this.#head = Buffer.alloc(0);
    this.#body = [];
    this.#bodyKept = 0;
    const asksForEncryption = body.length >= 4 && ENCRYPTION_REQUESTS.has(body.readUInt32BE(0));
    if (!this.#isTyped && !asksForEncryption) this.#isTyped = true;
    return message;
  }
}

/** Text of a simple query (Q) or of a statement that is parsed (P); undefined for other messages. */
export function statementOf({ type, body }: PostgresMessage): string | undefined {
  if (type === 'Q') return textTo(body, 0);
  if (type !== 'P') return undefined;
  const nameEnd = body.indexOf(0);
  return nameEnd < 0 ? undefined : textTo(body, nameEnd + 1);
}

/** A parameter of the first message, such as application_name; undefined: it is not given. */
export function startupParameter({ body }: PostgresMessage, name: string): string | undefined {
  const words = body.toString('utf8', LENGTH_BYTES).split('\0');
  for (let index = 0; index + 1 < words.length; index += 2) {
    if (words[index] === name) return words[index + 1];
  }
  return undefined;
}

function textTo(body: Buffer, from: number): string {
  const end = body.indexOf(0, from);
  return body.toString('utf8', from, end < 0 ? body.length : end);
}
