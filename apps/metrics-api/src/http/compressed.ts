import compression from 'compression';
import type { Request, Response } from 'express';

/** Bytes above which an answer is worth compressing. */
const COMPRESSED_BYTES_MIN = 1_024;

/**
 * Compresses what handlers send uncompressed: pages, descriptions, schemas. A stream of events is left alone: each must leave
 * at once, and not wait for others to be compressed with.
 */
export const compressed = compression({
  threshold: COMPRESSED_BYTES_MIN,
  filter: (request: Request, response: Response) =>
    !/^text\/event-stream/i.test(String(response.getHeader('content-type') ?? '')) &&
    compression.filter(request, response),
});
