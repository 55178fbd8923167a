import {
  SHARD_COUNT,
  STREAM_TOPICS,
  TRUTH_TOPIC,
  UNITS_TOPIC,
  type StreamName,
} from '#libs/events';
import {
  MessageLaneFilter,
  listeningCheck,
  messageLaneServerOptions,
  registerDeadLetters,
  registerListening,
  topicsWhenThere,
} from '#libs/kafka';
import { runService, systemClock } from '#libs/platform';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { EmissionModule } from './emission.module.js';
import { EmitterSettings } from './emitter-settings.js';

/** Runs the emitter of one channel, or of the SONS facts, as a process: a member of the group `STREAM-emitter`. */
export async function startEmitter(stream: StreamName): Promise<void> {
  const name = `${stream}-emitter`;
  await runService(name, EmitterSettings, async (given) => {
    const { settings, instance, operations } = given;
    await topicsWhenThere(given, [UNITS_TOPIC, TRUTH_TOPIC, STREAM_TOPICS[stream]]);
    const lane = messageLaneServerOptions({
      ...given.kafka,
      clientId: instance,
      groupId: name,
      sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
      // A unit is long work: each shard's partition is handled beside the others.
      partitionsConsumedConcurrently: SHARD_COUNT,
    });
    registerListening(operations.metrics, lane.strategy, systemClock);
    registerDeadLetters(operations.metrics, lane.strategy);
    operations.readiness.add(listeningCheck(lane.strategy, systemClock));
    const service = await NestFactory.createMicroservice<MicroserviceOptions>(
      EmissionModule.forStream({
        ...{ stream, settings, instance },
        metrics: operations.metrics,
        assignedPartitions: () => lane.strategy.assignedPartitions,
      }),
      { logger: given.logger, ...lane },
    );
    service.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
    service.useGlobalFilters(new MessageLaneFilter());
    service.enableShutdownHooks([]);
    await service.listen();
    return { service };
  });
}
