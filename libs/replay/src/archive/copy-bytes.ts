/**
 * Copies a short stretch of bytes four at a time: for keys, texts and values of some dozen bytes a
 * call of `set` costs more than the copy itself.
 *
 * @param length bytes, at least 0; both views are long enough
 */
export function copyBytes(
  source: DataView,
  start: number,
  target: DataView,
  position: number,
  length: number,
): number {
  const end = start + length;
  const wordsEnd = end - (length & 3);
  let from = start;
  let to = position;
  for (; from < wordsEnd; from += 4, to += 4) {
    target.setInt32(to, source.getInt32(from, true), true);
  }
  for (; from < end; from++, to++) target.setUint8(to, source.getUint8(from));
  return to;
}
