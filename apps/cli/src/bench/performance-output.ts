import { RunFailedError } from '#libs/platform';

/** What Kafka's own tools say of a run. */
export interface ToolRate {
  readonly records: number;
  readonly recordsPerSecond: number;
}

/**
 * Reads the last line of `ProducerPerformance`, such as
 * `1000000 records sent, 812347.7 records/sec (68.17 MB/sec), 8.91 ms avg latency, 181.00 ms max latency, …`.
 * Lines before it are of intervals.
 *
 * @throws RunFailedError when there is none
 */
export function producerRateOf(output: string): ToolRate {
  const line = lastLineWith(output, / records sent, .* 99th/);
  const match = /^(\d+) records sent, ([\d.]+) records\/sec/.exec(line ?? '');
  if (!match) throw unread('ProducerPerformance', 'N records sent, R records/sec', output);
  return { records: Number(match[1]), recordsPerSecond: Number(match[2]) };
}

/** Columns of ConsumerPerformance, by the names in its header. */
const CONSUMED = 'data.consumed.in.nMsg';
/** Records a second of the time spent reading, without that of joining the group. */
const FETCH_RATE = 'fetch.nMsg.sec';

/**
 * Reads the header and the last line of `ConsumerPerformance`, comma-separated.
 *
 * @throws RunFailedError when there is none, or a column is missing
 */
export function consumerRateOf(output: string): ToolRate {
  const lines = output.split('\n').map((line) => line.trim());
  const header = lines.findIndex((line) => line.startsWith('start.time'));
  const names = cellsOf(lines[header]);
  const values = cellsOf(lastLineWith(lines.slice(header + 1).join('\n'), /^\d{4}-\d{2}-\d{2} /));
  const records = Number(values[names.indexOf(CONSUMED)]);
  const recordsPerSecond = Number(values[names.indexOf(FETCH_RATE)]);
  if (!(records >= 0) || !(recordsPerSecond >= 0)) {
    throw unread('ConsumerPerformance', `the columns ${CONSUMED} and ${FETCH_RATE}`, output);
  }
  return { records, recordsPerSecond };
}

function cellsOf(line: string | undefined): string[] {
  return (line ?? '').split(',').map((cell) => cell.trim());
}

function lastLineWith(output: string, pattern: RegExp): string | undefined {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => pattern.test(line))
    .at(-1);
}

/** Characters of an output that an error shows. */
const SHOWN_CHARACTERS_MAX = 2000;

function unread(tool: string, expected: string, output: string): RunFailedError {
  return new RunFailedError(
    `${tool}: expected ${expected} in its output, came:\n${output.slice(-SHOWN_CHARACTERS_MAX)}`,
  );
}
