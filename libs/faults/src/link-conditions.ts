/** What a network does to the bytes of a connection, in each direction. Nothing is lost or changed: that is TCP's promise. */
export interface LinkConditions {
  /** Every piece arrives so much later, milliseconds. */
  readonly latencyMs: number;
  /** Added to the latency of a piece: 0 to this, drawn, milliseconds. Pieces keep their order. */
  readonly jitterMs: number;
  /** Bandwidth; Infinity: as much as the machine has. */
  readonly bytesPerSecond: number;
  /** Longest piece in which bytes are handed on, so that messages arrive in parts; Infinity: as they came. */
  readonly pieceBytesMax: number;
  /** True: a black hole. Nothing arrives, nothing is refused, connections look alive at both ends. */
  readonly isSilent: boolean;
}

/** A network that is not there: bytes are handed on as they come. */
export const CLEAR: LinkConditions = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  pieceBytesMax: Infinity,
  isSilent: false,
};
