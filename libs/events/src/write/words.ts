/**
 * Bytes copied four at a time. A segment of some dozen bytes is too short for `Uint8Array.set`, whose
 * call costs more than the copy, and byte by byte it takes four times the stores.
 */

/** Bytes that one word may carry beyond the end of its segment. */
export const WORD_SLACK_BYTES = 3;

/** A view of a buffer's bytes, for reading or writing words at any offset. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The words that hold some bytes, little-endian, filled up with zeros: what `putWords` copies from. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((bytes.length + WORD_SLACK_BYTES) >> 2);
  const padded = new Uint8Array(words.length * 4);
  padded.set(bytes);
  const view = viewOf(padded);
  for (let i = 0; i < words.length; i++) words[i] = view.getInt32(i * 4, true);
  return words;
}

/**
 * Copies whole words, so up to `WORD_SLACK_BYTES` more than the segment has: what is written next
 * overwrites them. Throws RangeError beyond the view.
 *
 * @param view target
 * @param p position to write at, any
 * @param words from `wordsOf`
 */
export function putWords(view: DataView, p: number, words: Int32Array): void {
  const { length } = words;
  for (let i = 0; i < length; i++) view.setInt32(p + i * 4, words[i] ?? 0, true);
}
