/**
 * Gives the view that reads four bytes of a buffer at once, made once for each buffer that comes. One
 * for all partitions: each of its own would keep the last fetch of each partition in memory.
 */
export class BufferWords {
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** The view of a buffer, at the buffer's own positions. */
  of(buffer: Uint8Array): DataView {
    if (buffer !== this.#bytes) {
      this.#bytes = buffer;
      this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    return this.#view;
  }
}
