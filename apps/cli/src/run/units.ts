import { SHARD_COUNT, UNITS_TOPIC, type StreamName } from '#libs/events';
import type { SimulationUnit } from '#libs/emission';
import { asBrokerError, kafkajsConfig, type ClusterOptions } from '#libs/kafka';
import { activeTraceparent } from '#libs/platform';
import type { Plan, Scenario } from '#libs/simulation';
import { Kafka, logLevel } from 'kafkajs';
import type { LoadRequest } from '../load/load-request.js';

/** What a run's units have in common. */
export interface UnitsRequest {
  readonly run: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly plan: Plan;
  /** Partitions of the topic of each stream. Omitted: whoever emits asks. */
  readonly partitions?: ReadonlyMap<StreamName, number>;
  /** Omitted: as fast as it goes. */
  readonly load?: LoadRequest;
  /** Start of the load, wall clock, milliseconds. */
  readonly startsAtMs: number;
  /** Omitted: the whole scenario. A load ends with its stages instead. */
  readonly durationSeconds?: number;
}

/** One unit for each shard of each stream. Facts take neither load nor duration: they are what documents are measured against. */
export function unitsOf(
  request: UnitsRequest,
  streams: readonly StreamName[],
): readonly SimulationUnit[] {
  const { run, scenario, seed, plan, load, startsAtMs, durationSeconds, partitions } = request;
  const planned = Math.max(1, plan.totals().allEvents);
  let before = 0;
  return shardsOf(streams).map(({ channel, shard }) => {
    // Each unit gets the part of the rate that it has of the events, so that all end together.
    const attempts = channel === 'sons' ? 0 : plan.attempts(channel, shard);
    const shares = { share: attempts / planned, shareBefore: before / planned };
    before += attempts;
    const ofTopic = partitions?.get(channel);
    return {
      run,
      channel,
      shard,
      scenario,
      seed,
      ...(ofTopic !== undefined && { partitions: ofTopic }),
      ...(channel !== 'sons' &&
        load !== undefined && {
          load: {
            startsAtMs,
            ...shares,
            stages: [...load.stages],
            warmupSeconds: load.warmupSeconds,
            lateMsMax: load.lateMsMax,
            abortOnRateMiss: load.abortOnRateMiss,
          },
        }),
      ...(channel !== 'sons' &&
        load === undefined &&
        durationSeconds !== undefined && { durationSeconds }),
    };
  });
}

function shardsOf(streams: readonly StreamName[]): { channel: StreamName; shard: number }[] {
  return streams.flatMap((channel) =>
    Array.from({ length: SHARD_COUNT }, (_, shard) => ({ channel, shard })),
  );
}

/**
 * Publishes units, each on the partition of its shard.
 *
 * @throws BrokerForbiddenError when this user may not write there
 */
export async function publishUnits(
  cluster: ClusterOptions,
  units: readonly SimulationUnit[],
): Promise<void> {
  const kafka = new Kafka({ ...kafkajsConfig(cluster), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    await producer.connect();
    const traceparent = activeTraceparent();
    await producer.send({
      topic: UNITS_TOPIC,
      messages: units.map((unit) => ({
        key: `${unit.channel}/${String(unit.shard)}`,
        partition: unit.shard,
        value: JSON.stringify(unit),
        ...(traceparent !== undefined && { headers: { traceparent } }),
      })),
    });
  } catch (error) {
    throw asBrokerError(error, cluster);
  } finally {
    await producer.disconnect();
  }
}
