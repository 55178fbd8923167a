/**
 * JSON Schema of what travels as JSON. The code that writes these messages is typed, not generated
 * from here; a flow test holds the messages of a real run against these schemas.
 */
import { SHARD_COUNT, STREAMS } from '#libs/events';
import { WORK_STATES } from '#libs/platform';
import type { JsonObject } from './json.js';

const RUN: JsonObject = {
  type: 'string',
  format: 'uuid',
  description: 'The run that asked for it.',
};
const STREAM: JsonObject = { type: 'string', enum: [...STREAMS] };
const SHARD: JsonObject = { type: 'integer', minimum: 0, maximum: SHARD_COUNT - 1 };
const COUNT: JsonObject = { type: 'integer', minimum: 0 };
const MILLISECONDS: JsonObject = { type: 'number', minimum: 0 };
const SHARE: JsonObject = { type: 'number', minimum: 0, maximum: 1 };

/** An object with these properties and no others; those named optional may be missing. */
function closed(
  properties: Readonly<Record<string, JsonObject>>,
  options: { readonly optional?: readonly string[]; readonly description: string },
): JsonObject {
  const { optional = [], description } = options;
  return {
    type: 'object',
    description,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    additionalProperties: false,
  };
}

const UNIT_LOAD = closed(
  {
    startsAtMs: { type: 'number', exclusiveMinimum: 0 },
    share: SHARE,
    shareBefore: SHARE,
    stages: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: closed(
        { seconds: MILLISECONDS, fromPerSecond: MILLISECONDS, toPerSecond: MILLISECONDS },
        { description: 'A stretch in which the rate goes in a straight line.' },
      ),
    },
    warmupSeconds: { type: 'number', minimum: 0 },
    lateMsMax: { type: 'number', exclusiveMinimum: 0 },
    abortOnRateMiss: { type: 'boolean' },
  },
  { description: 'When records are meant to be sent; omitted: as fast as the broker takes them.' },
);

/** `mes.simulation-units.v1`. */
export const SIMULATION_UNIT = closed(
  {
    run: RUN,
    channel: STREAM,
    shard: SHARD,
    scenario: { type: 'object', description: 'The whole resolved scenario.' },
    seed: COUNT,
    partitions: {
      type: 'integer',
      exclusiveMinimum: 0,
      description:
        'Partitions of the stream when the run began; its records keep to them. Omitted: as many as the topic has now.',
    },
    load: UNIT_LOAD,
    durationSeconds: { type: 'number', exclusiveMinimum: 0 },
  },
  {
    optional: ['partitions', 'load', 'durationSeconds'],
    description: 'Everything that one shard of one stream emits in a run.',
  },
);

const LATENCY_COUNTS = closed(
  {
    records: COUNT,
    dropped: COUNT,
    histogram: {
      type: 'string',
      description: 'HDR histogram, microseconds: V2, compressed, base64.',
    },
  },
  { description: 'Latencies from the intended time of a record to its acknowledgement.' },
);

const UNIT_LOAD_RESULT = closed(
  { slots: COUNT, dropped: COUNT, warmup: LATENCY_COUNTS, steady: LATENCY_COUNTS },
  { description: 'What became of the slots of the unit’s load.' },
);

const UNIT_FINISHED = closed(
  {
    type: { const: 'UnitFinished' },
    run: RUN,
    channel: STREAM,
    shard: SHARD,
    source: { type: 'string', minLength: 1 },
    records: COUNT,
    events: COUNT,
    isWhole: { type: 'boolean' },
    sha256: { type: ['string', 'null'], pattern: '^[0-9a-f]{64}$' },
    load: { anyOf: [UNIT_LOAD_RESULT, { type: 'null' }] },
    part: COUNT,
    parts: { type: 'integer', minimum: 1 },
    cellsBytes: COUNT,
    hasSons: { type: 'boolean' },
    cells: { type: 'string', description: 'This part of the truth cells, deflated, base64.' },
  },
  { description: 'One part of the truth of a unit that was emitted.' },
);

const RATE_MISSED = closed(
  {
    type: { const: 'RateMissed' },
    run: RUN,
    channel: STREAM,
    shard: SHARD,
    intendedMs: MILLISECONDS,
    stage: COUNT,
    dropped: COUNT,
  },
  { description: 'The first slot that a unit dropped after its warm-up.' },
);

const UNIT_FAILED = closed(
  {
    type: { const: 'UnitFailed' },
    run: RUN,
    channel: STREAM,
    shard: SHARD,
    detail: { type: 'string' },
  },
  { description: 'A unit that cannot be emitted.' },
);

/** `mes.simulation-truth.v1`. */
export const UNIT_REPORT: JsonObject = { oneOf: [UNIT_FINISHED, RATE_MISSED, UNIT_FAILED] };

/** `mes.service-meters.v1`. */
export const SERVICE_METER = closed(
  {
    service: { type: 'string', description: 'Such as dmp-emitter.' },
    instance: { type: 'string', description: 'Name of the process.' },
    atMs: { type: 'number', description: 'Wall clock of the process, milliseconds since 1970.' },
    ms: closed(Object.fromEntries(WORK_STATES.map((state) => [state, MILLISECONDS])), {
      description: 'Milliseconds in each state since the process started.',
    }),
    rssBytes: COUNT,
    lagEvents: { ...COUNT, description: 'Records in the log that it has not fetched.' },
  },
  { optional: ['lagEvents'], description: 'What a service spends its time on.' },
);
