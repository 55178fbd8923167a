import { CHANNELS, type Channel } from './channels.js';
import { SHARD_COUNT } from './shards.js';
import { STREAMS, type StreamName } from './streams.js';

/** The parts of the source of a simulated stream. */
export interface SimulatedSource {
  readonly stream: StreamName;
  readonly scenario: string;
  readonly seed: number;
  readonly shard: number;
}

/** The parts of the source of what came in from outside. */
export interface IntakeSource {
  readonly channel: Channel;
  /** Channel of the intake that writes the stream: another one than `channel` for a companion's. */
  readonly intake: Channel;
  readonly shard: number;
  /** Eight hexadecimal digits, drawn when the database of the intake was made. */
  readonly birth: string;
}

/** A name that cannot stand in a source without being mistaken for something else. */
export class SourceError extends Error {
  /** Exit code 2, bad invocation or settings: nothing was changed. */
  readonly exitCode = 2;

  constructor(detail: string) {
    super(
      `${detail}; a simulated source reads STREAM/SCENARIO/SEED/SHARD, for example dmp/smoke/42/17, and that of an intake CHANNEL/intake.BIRTH/SHARD`,
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

/** The word that stands for the scenario in the source of an intake, perhaps its channel, and the birth. */
const INTAKE_WORD = /^intake(?:-([a-z]+))?\.([0-9a-f]{8})$/;

/**
 * Names the stream of what an intake registered for the sites of one shard: `dmp/intake.5d01c2f3/17`.
 * The birth is drawn with the tables that number the events: after a loss of the database its
 * successor begins at 0 again, and must not take the place of events that topics or archives still
 * hold. What the intake of another channel writes has streams of its own,
 * `dmp/intake-eprescription.5d01c2f3/17`, so that a stream has one writer.
 *
 * @throws SourceError when there is no such shard, or the birth is not eight hexadecimal digits
 */
export function sourceOfIntake({ channel, intake, shard, birth }: IntakeSource): string {
  const writer = intake === channel ? '' : `-${intake}`;
  const text = `${channel}/intake${writer}.${birth}/${shard}`;
  if (parseIntakeSource(text) === undefined) {
    throw new SourceError(
      `expected a shard from 0 to ${SHARD_COUNT - 1} and a birth of eight hexadecimal digits, came "${text}"`,
    );
  }
  return text;
}

/** The parts of the source of an intake; undefined for any other source, such as a simulated one. */
export function parseIntakeSource(text: string): IntakeSource | undefined {
  const [channelText = '', word = '', shardText = '', ...rest] = text.split('/');
  const channel = CHANNELS.find((known) => known === channelText);
  const shard = wholeNumber(shardText);
  const [, writer, birth] = INTAKE_WORD.exec(word) ?? [];
  if (channel === undefined || shard === undefined || birth === undefined) return undefined;
  const intake =
    writer === undefined
      ? channel
      : CHANNELS.find((other) => other !== channel && other === writer);
  if (intake === undefined || rest.length > 0 || shard >= SHARD_COUNT) return undefined;
  return { channel, intake, shard, birth };
}

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return WHOLE_NUMBER.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
