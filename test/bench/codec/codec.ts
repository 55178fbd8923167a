/**
 * Times the codecs in one process, taking turns, one core, no broker. Bytes and values are compared
 * first: a codec that is wrong has no speed.
 */
import { FRAMING_BYTES } from '#libs/events';
import { systemClock } from '#libs/platform';
import { finish, rateOf, readTask } from '../contract.js';
import { avscCodec, jsonCodec, ourCodec, valueOfRecord, type Codec } from './codecs.js';
import { sampleEvents } from './sample.js';

/** Rounds thrown away, until everything is compiled. */
const WARM_UP_ROUNDS = 2;
const NANOSECONDS_PER_MILLISECOND = 1e6;

interface Round {
  readonly eventsPerSecond: number;
  readonly encodeNanoseconds: number;
  readonly decodeNanoseconds: number;
}

interface CodecTask {
  readonly scale: number;
  readonly seed: number;
  readonly runs: number;
  /** Times that a round goes through the sample. */
  readonly passes: number;
}

const task = readTask() as CodecTask;
const values = sampleEvents(task.scale, task.seed);
const codecs = [ourCodec(values), avscCodec(values), jsonCodec(values)];
assertAgreement();

const rounds = codecs.map((): Round[] => []);
for (let round = -WARM_UP_ROUNDS; round < task.runs; round++) {
  for (const [index, codec] of codecs.entries()) {
    const measured = measure(codec);
    if (round >= 0) rounds[index]?.push(measured);
  }
}
finish({
  eventsPerSecond: rounds[0]?.[0]?.eventsPerSecond ?? 0,
  events: values.length,
  contestants: codecs.map(({ name, note }, index) => ({ name, note, runs: rounds[index] })),
});

function measure(codec: Codec): Round {
  const encodeMs = timed(() => {
    let bytes = 0;
    for (let index = 0; index < codec.events; index++) bytes += codec.encode(index).length;
    return bytes;
  });
  const decodeMs = timed(() => {
    let sum = 0;
    for (let index = 0; index < codec.events; index++) sum += codec.decode(index);
    return sum;
  });
  const events = codec.events * task.passes;
  return {
    eventsPerSecond: rateOf(events, encodeMs + decodeMs),
    encodeNanoseconds: Math.round((encodeMs * NANOSECONDS_PER_MILLISECOND) / events),
    decodeNanoseconds: Math.round((decodeMs * NANOSECONDS_PER_MILLISECOND) / events),
  };
}

/** Each pass gives the same figure: comparing them keeps the compiler from leaving the work out. */
function timed(pass: () => number): number {
  const startedMs = systemClock.monotonicMs();
  const first = pass();
  for (let count = 1; count < task.passes; count++) {
    if (pass() !== first) throw new Error('a pass over the same events gave another figure');
  }
  return systemClock.monotonicMs() - startedMs;
}

function assertAgreement(): void {
  const [ours, avsc, json] = [ourCodec(values), avscCodec(values), jsonCodec(values)];
  for (const [index, value] of values.entries()) {
    const written = valueOfRecord(ours.encode(index), value.length);
    const sequence = ours.decode(index);
    const isSame =
      written.equals(value) &&
      value.subarray(FRAMING_BYTES).equals(avsc.encode(index)) &&
      avsc.decode(index) === sequence &&
      json.decode(index) === sequence;
    if (!isSame) throw new Error(`event ${index} of the sample: expected the codecs to agree`);
  }
}
