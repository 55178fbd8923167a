import { NetworkError, TimeoutError, UnexpectedCorrelationIdError } from '@platformatic/kafka';
import { connect, type Socket } from 'node:net';

/** Memory that responses are read into. */
export interface ResponseMemory {
  /** Memory of at least so many bytes. */
  take(length: number): Buffer;
  /** The memory of a response that broke off. */
  giveBack(memory: Buffer): void;
}

export interface WireRequest {
  readonly apiKey: number;
  /** A version with tagged fields in its request and response headers. */
  readonly apiVersion: number;
  /** The body, in pieces that are sent as they are: they must not change until the answer is there. */
  readonly parts: readonly Uint8Array[];
  readonly memory: ResponseMemory;
}

export interface WireResponse {
  /** What the memory gave; it belongs to the caller now. */
  readonly memory: Buffer;
  /** The response behind its header: a view of the memory. */
  readonly body: Buffer;
}

export interface WireOptions {
  readonly clientId: string;
  /** Bound of opening the connection, milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest silence of the broker while it owes an answer, milliseconds. */
  readonly requestTimeoutMs: number;
}

/** Largest response that is believed, bytes: 128 MiB, assumed; our fetches ask for 8 MB. */
export const RESPONSE_BYTES_MAX = 128 * 1024 * 1024;

const LENGTH_BYTES = 4;
/** Length, API key and version, correlation id, length of the client's name. */
const HEADER_FIXED_BYTES = 14;
const CORRELATION_MAX = 0x7fffffff;

interface Pending {
  readonly correlationId: number;
  readonly memory: ResponseMemory;
  readonly resolve: (response: WireResponse) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A plain-text connection to one broker for the requests of the bulk lane. The socket reads straight
 * into the memory of the response, and sends a request's pieces without putting them together: the
 * general client makes fresh memory for every 64 KB of a response, and copies each request once.
 * Its errors are the library's, so that retries treat both alike.
 */
export class WireConnection {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #clientId: Buffer;
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  /** Answers come in the order of the requests. */
  readonly #pending: Pending[] = [];
  #correlationId = 0;
  /** The response under way; undefined while its length is read. */
  #response: Buffer | undefined;
  #responseLength = LENGTH_BYTES;
  #received = 0;
  #failure: Error | undefined;

  private constructor(host: string, port: number, options: WireOptions) {
    this.#name = `${host}:${String(port)}`;
    this.#clientId = Buffer.from(options.clientId);
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      timeout: options.connectTimeoutMs,
      onread: {
        buffer: () => this.#free(),
        callback: (bytes) => {
          this.#onRead(bytes);
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => {
      this.#fail(new NetworkError(`Connection to ${this.#name} failed`, { cause: error }));
    });
    this.#socket.on('timeout', () => {
      this.#onSilence();
    });
    for (const event of ['end', 'close']) {
      this.#socket.on(event, () => {
        this.#fail(new NetworkError(`Connection to ${this.#name} was closed`));
      });
    }
  }

  /** @throws NetworkError, TimeoutError of the library */
  static open(host: string, port: number, options: WireOptions): Promise<WireConnection> {
    const connection = new WireConnection(host, port, options);
    return connection.#whenOpen(options.requestTimeoutMs);
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /**
   * Sends a request and waits for its answer. Several may be under way.
   *
   * @throws NetworkError, TimeoutError, UnexpectedCorrelationIdError of the library: whether the
   *   broker acted on the request is then unknown
   */
  exchange(request: WireRequest): Promise<WireResponse> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#correlationId = (this.#correlationId + 1) & CORRELATION_MAX;
    const correlationId = this.#correlationId;
    return new Promise((resolve, reject) => {
      this.#pending.push({ correlationId, memory: request.memory, resolve, reject });
      this.#socket.cork();
      this.#socket.write(this.#headerOf(request, correlationId));
      for (const part of request.parts) this.#socket.write(part);
      this.#socket.uncork();
    });
  }

  /** Closes at once; what is under way fails. */
  close(): void {
    this.#fail(new NetworkError(`Connection to ${this.#name} was closed by this process`));
  }

  #whenOpen(requestTimeoutMs: number): Promise<WireConnection> {
    return new Promise((resolve, reject) => {
      // Until the connection stands, the only thing that can be owed is the connection itself.
      const opening = { correlationId: -1, memory: NO_MEMORY, resolve: () => undefined, reject };
      this.#pending.push(opening);
      this.#socket.once('connect', () => {
        this.#pending.shift();
        this.#socket.setTimeout(requestTimeoutMs);
        resolve(this);
      });
    });
  }

  #headerOf({ apiKey, apiVersion, parts }: WireRequest, correlationId: number): Buffer {
    const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const header = Buffer.allocUnsafe(HEADER_FIXED_BYTES + this.#clientId.length + 1);
    header.writeInt32BE(header.length - LENGTH_BYTES + bodyBytes, 0);
    header.writeInt16BE(apiKey, 4);
    header.writeInt16BE(apiVersion, 6);
    header.writeInt32BE(correlationId, 8);
    header.writeInt16BE(this.#clientId.length, 12);
    this.#clientId.copy(header, HEADER_FIXED_BYTES);
    header[header.length - 1] = 0; // no tagged fields
    return header;
  }

  /** Where the next bytes from the socket go. */
  #free(): Buffer {
    const target = this.#response ?? this.#length;
    return target.subarray(this.#received, this.#responseLength);
  }

  #onRead(bytes: number): void {
    this.#received += bytes;
    if (this.#received < this.#responseLength || this.#failure !== undefined) return;
    this.#received = 0;
    if (this.#response === undefined) {
      this.#openResponse(this.#length.readInt32BE(0));
      return;
    }
    const memory = this.#response;
    const body = memory.subarray(0, this.#responseLength);
    this.#response = undefined;
    this.#responseLength = LENGTH_BYTES;
    this.#answer(memory, body);
  }

  #openResponse(length: number): void {
    const [waiting] = this.#pending;
    if (waiting === undefined || length <= LENGTH_BYTES || length > RESPONSE_BYTES_MAX) {
      const expected = `expected a response of ${String(LENGTH_BYTES + 1)} to ${String(RESPONSE_BYTES_MAX)} bytes to one of ${String(this.#pending.length)} requests`;
      this.#fail(new NetworkError(`${this.#name}: ${expected}, came one of ${String(length)}`));
      return;
    }
    this.#response = waiting.memory.take(length);
    this.#responseLength = length;
  }

  #answer(memory: Buffer, response: Buffer): void {
    const waiting = this.#pending.shift();
    const correlationId = response.readInt32BE(0);
    if (waiting?.correlationId !== correlationId) {
      const expected = `expected the answer to request ${String(waiting?.correlationId)}, came one to ${String(correlationId)}`;
      const error = new UnexpectedCorrelationIdError(`${this.#name}: ${expected}`);
      waiting?.memory.giveBack(memory);
      waiting?.reject(error);
      this.#fail(error);
      return;
    }
    // The tagged fields of a response header: none are defined, and brokers send none.
    waiting.resolve({ memory, body: response.subarray(LENGTH_BYTES + 1) });
  }

  /** The broker has said nothing for long: a fault only while it owes an answer. */
  #onSilence(): void {
    if (this.#pending.length === 0) return;
    this.#fail(new TimeoutError(`${this.#name} did not answer in time`, { canRetry: true }));
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#socket.destroy();
    const pending = this.#pending.splice(0);
    if (this.#response !== undefined) pending[0]?.memory.giveBack(this.#response);
    this.#response = undefined;
    // The socket may still ask where to put bytes: they go nowhere.
    this.#responseLength = LENGTH_BYTES;
    this.#received = 0;
    for (const { reject } of pending) reject(error);
  }
}

const NO_MEMORY: ResponseMemory = {
  take: (length) => Buffer.alloc(length),
  giveBack: () => undefined,
};
