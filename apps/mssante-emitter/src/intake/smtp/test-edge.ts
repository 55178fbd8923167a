import { SmtpEdge, type SmtpEdgeOptions } from './smtp-edge.js';

/** Used by specs only: an edge on a free port that takes every mail, but for what is said. */
export function listenForSpec(more: Partial<SmtpEdgeOptions> = {}): Promise<SmtpEdge> {
  return SmtpEdge.listen({
    port: 0,
    messageBytesMax: 10_000,
    bytesInFlightMax: 100_000,
    connectionsMax: 10,
    transferMsMax: 60_000,
    assertMailbox: () => Promise.resolve(),
    deliver: () => Promise.resolve('2.6.0 accepted'),
    logger: { error: () => undefined },
    ...more,
  });
}
