/** Bounds of the interface for figures; `GET /v1` names them, and a refusal names the one it is about. */
export const FIGURES_LIMITS = {
  /** Characters of a query as it came, percent-encoded; above, 414. */
  queryCharactersMax: 2_048,
  /** Values of all parameters together. */
  queryValuesMax: 200,
  /** Characters of one value; a code of any list has fewer, and so has a cursor. */
  valueCharactersMax: 256,
  /** Rows on one page of JSON when nothing is said. */
  pageRowsDefault: 1_000,
  /** Rows on one page of JSON at most. */
  pageRowsMax: 10_000,
  /** Rows of a file (CSV, Parquet, JSON-stat), which is whole; above, 400. */
  fileRowsMax: 100_000,
  /** Bytes above which an answer is compressed for those who accept it. */
  compressedBytesMin: 1_024,
} as const;

/** Bounds of what the interface keeps in memory between requests; the figures keep their own. */
export const KEEPING_LIMITS = {
  /** Milliseconds that an answer is given without a look at the data's version. */
  freshMs: 1_000,
  /** Milliseconds that an answer of an earlier version is still given while its successor is computed. */
  staleMsMax: 30_000,
  /** Cells (rows times columns) of all answers that are kept; the one asked for longest ago goes. */
  cellsMax: 3_000_000,
  /** Questions that wait for the thread of the figures; one more is refused with 503. */
  waitingMax: 64,
  /** Milliseconds that anybody waits for one answer; above, 503. */
  answerMsMax: 25_000,
  /** Megabytes of the heap of that thread. */
  threadMegabytesMax: 320,
  /** Bytes of written answers (JSON, files, compressed ones) that are kept. */
  writtenBytesMax: 48 * 1024 * 1024,
  /** Milliseconds that the table behind a page is held for the page after it. */
  heldMsMax: 120_000,
  /** Cells (rows times columns) of all tables that are held for their next pages. */
  heldCellsMax: 3_000_000,
} as const;
