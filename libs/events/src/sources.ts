import { SHARD_COUNT } from './shards.js';
import { STREAMS, type StreamName } from './streams.js';

/** The parts of the source of a simulated stream. */
export interface SimulatedSource {
  readonly stream: StreamName;
  readonly scenario: string;
  readonly seed: number;
  readonly shard: number;
}

/** A name that cannot stand in a source without being mistaken for something else. */
export class SourceError extends Error {
  /** Exit code 2, bad invocation or settings: nothing was changed. */
  readonly exitCode = 2;

  constructor(detail: string) {
    super(
      `${detail}; a simulated source reads STREAM/SCENARIO/SEED/SHARD, for example dmp/smoke/42/17`,
    );
    this.name = 'SourceError';
  }
}

/** At most 64 characters: the source is repeated in every event. */
const SCENARIO_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const WHOLE_NUMBER = /^(0|[1-9]\d*)$/;

/**
 * Names the stream of one shard: `dmp/national-december-2023/42/17`.
 * Source and sequence together are the identity of an event.
 *
 * @throws SourceError when a part would not survive `parseSource`
 */
export function sourceOf(
  stream: StreamName,
  scenarioName: string,
  seed: number,
  shard: number,
): string {
  const text = `${stream}/${scenarioName}/${seed}/${shard}`;
  if (parseSource(text) === undefined) {
    throw new SourceError(
      `expected a scenario name of at most 64 letters, digits, ".", "_", "@" and "-", a whole seed and a shard below ${SHARD_COUNT}, came "${text}"`,
    );
  }
  return text;
}

/** The parts of a simulated source; undefined for any other source, such as an HTTP intake's. */
export function parseSource(text: string): SimulatedSource | undefined {
  const parts = text.split('/');
  if (parts.length !== 4) return undefined;
  const [streamText = '', scenario = '', seedText = '', shardText = ''] = parts;
  const stream = STREAMS.find((known) => known === streamText);
  const seed = wholeNumber(seedText);
  const shard = wholeNumber(shardText);
  if (stream === undefined || seed === undefined || shard === undefined) return undefined;
  if (!SCENARIO_NAME.test(scenario) || shard >= SHARD_COUNT) return undefined;
  return { stream, scenario, seed, shard };
}

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return WHOLE_NUMBER.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
