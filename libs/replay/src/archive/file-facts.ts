import type { ArchivedFile } from './manifest.js';

/** What the manifest says about the records of a file, gathered while they are written. */
export class FileFacts {
  undecodable = 0;
  #records = 0;
  #lastOffset = -1;
  #timestampMsMin = Infinity;
  #timestampMsMax = -Infinity;
  #registeredAtMsMin = Infinity;
  #registeredAtMsMax = -Infinity;

  noteRecord(offset: number, timestampMs: number): void {
    this.#records++;
    this.#lastOffset = offset;
    if (timestampMs < this.#timestampMsMin) this.#timestampMsMin = timestampMs;
    if (timestampMs > this.#timestampMsMax) this.#timestampMsMax = timestampMs;
  }

  noteRegisteredAt(registeredAtMs: number): void {
    if (registeredAtMs < this.#registeredAtMsMin) this.#registeredAtMsMin = registeredAtMs;
    if (registeredAtMs > this.#registeredAtMsMax) this.#registeredAtMsMax = registeredAtMs;
  }

  /** The facts as the manifest lists them. */
  listed(): Omit<
    ArchivedFile,
    'file' | 'topic' | 'partition' | 'firstOffset' | 'bytes' | 'sha256'
  > {
    const hasEvents = this.#registeredAtMsMin !== Infinity;
    return {
      lastOffset: this.#lastOffset,
      records: this.#records,
      undecodable: this.undecodable,
      timestampMsMin: this.#timestampMsMin,
      timestampMsMax: this.#timestampMsMax,
      registeredAtMsMin: hasEvents ? this.#registeredAtMsMin : null,
      registeredAtMsMax: hasEvents ? this.#registeredAtMsMax : null,
    };
  }
}
