import { Reader, crc32c } from '@platformatic/kafka';

/**
 * CRC-32C of a range, unsigned.
 * The range goes in wrapped: the library copies a plain buffer before it hands it to the native
 * code, which was measured at 1.1 to 1.8 GB/s against 4.8 GB/s for the wrapped one.
 */
export function checksumOf(buffer: Buffer, start: number, end: number): number {
  return crc32c(Reader.from(buffer.subarray(start, end)).buffer) >>> 0;
}
