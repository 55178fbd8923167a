/** What the readers are told. */
export interface ReadersTask {
  /** Of metrics-api, without a slash at the end. */
  readonly url: string;
  /** Paths that every reader asks for in turn. */
  readonly paths: readonly string[];
  /** Readers at once, each with a connection of its own. */
  readonly readers: number;
  readonly seconds: number;
  /** Between an answer and the next request of a reader; 0: none, the service is always full. */
  readonly pauseMs: number;
}
