import {
  SHARD_COUNT,
  STREAM_TOPICS,
  TRUTH_TOPIC,
  UNITS_TOPIC,
  type StreamName,
} from '#libs/events';
import {
  MessageLaneFilter,
  assertTopicsThere,
  listeningCheck,
  messageLaneServerOptions,
  registerDeadLetters,
  registerListening,
} from '#libs/kafka';
import {
  Operations,
  createLogger,
  kafkaOf,
  loadSettings,
  runService,
  systemClock,
} from '#libs/platform';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { EmissionModule } from './emission.module.js';
import { EmitterSettings } from './emitter-settings.js';

/** Runs the emitter of one channel, or of the SONS facts, as a process: a member of the group `STREAM-emitter`. */
export async function startEmitter(stream: StreamName): Promise<void> {
  const name = `${stream}-emitter`;
  await runService(name, async (_, starting) => {
    const settings = loadSettings(EmitterSettings);
    const instance = settings.MES_INSTANCE || `${name}-${String(process.pid)}`;
    const logger = createLogger({
      format: settings.MES_LOG_FORMAT,
      level: settings.MES_LOG_LEVEL,
      prefix: instance,
    });
    const operations = await starting.tell(new Operations({ service: name, instance }, settings));
    const cluster = { ...kafkaOf(settings), clientId: instance };
    const topics = [UNITS_TOPIC, TRUTH_TOPIC, STREAM_TOPICS[stream]];
    await starting.whenThere('Kafka and its topics', settings.MES_START_WAIT_SECONDS, () =>
      assertTopicsThere(cluster, topics),
    );
    const lane = messageLaneServerOptions({
      ...cluster,
      groupId: name,
      sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
      // A unit is long work: each shard's partition is handled beside the others.
      partitionsConsumedConcurrently: SHARD_COUNT,
    });
    registerListening(operations.metrics, lane.strategy, systemClock);
    registerDeadLetters(operations.metrics, lane.strategy);
    operations.readiness.add(listeningCheck(lane.strategy, systemClock));
    const service = await NestFactory.createMicroservice<MicroserviceOptions>(
      EmissionModule.forStream(stream, settings, instance, operations.metrics),
      { logger, ...lane },
    );
    service.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
    service.useGlobalFilters(new MessageLaneFilter());
    service.enableShutdownHooks([]);
    await service.listen();
    return { service, logger, operations };
  });
}
