import { CommitMeter, tellOfCounting } from '#libs/counting';
import { SONS_TOPIC } from '#libs/events';
import {
  BulkLaneServer,
  DeadLetterProducer,
  MeterPublisher,
  TopicAdmin,
  UnknownTopicError,
  type ClusterOptions,
} from '#libs/kafka';
import { WorkMeter, systemClock, type KafkaAccess, type Operations } from '#libs/platform';
import { countingFingerprint, type CountingParameters } from '#libs/sons-rules';
import { Checkpoint, SONS_CONSUMER, createPool, type CommitPolicy } from '#libs/store';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { catalogueClients } from './known-clients.js';
import { SonsAggregatorModule } from './sons-aggregator.module.js';
import { SonsOwner } from './sons-owner.js';
import { PostgresSonsStore } from './sons-store.js';

/** What a SONS aggregator needs to know. */
export interface SonsAggregatorOptions {
  readonly kafka: KafkaAccess;
  /** A database that runMigrations has brought up to date. */
  readonly databaseUrl: string;
  /** Name of this process in the group, in logs and in the table of checkpoints. */
  readonly instance: string;
  /** Consumer group; omitted: `sons-aggregator`. Members of one group share one database. */
  readonly groupId?: string;
  readonly policy: CommitPolicy;
  /** Which documents count. The same for all members of a group, or they count again in turns. */
  readonly counting: CountingParameters;
  /** Milliseconds without a record after which everything folded is committed. */
  readonly idleMs: number;
  readonly fetchBytesMax: number;
  readonly sessionTimeoutMs: number;
  readonly logger: LoggerService | false;
  /** What this process tells those who operate it. Omitted: nobody is told. */
  readonly operations?: Operations;
  /** Called when the aggregator has stopped for good by itself. */
  readonly onFatal: (error: Error) => void;
}

/** A member that gets no partition stands by: it is ready without having taken any. Milliseconds. */
const FIRST_TAKE_WAIT_MS = 5000;

/**
 * Starts a SONS aggregator and waits until it has taken its partitions.
 *
 * @returns the Nest service; closing it commits what is folded and leaves the group
 * @throws UnknownTopicError, UnequalPartitionsError when the two topics are not there side by side
 */
export async function startSonsAggregator(
  options: SonsAggregatorOptions,
): Promise<INestMicroservice> {
  const cluster = { ...options.kafka, clientId: options.instance };
  const partitions = await countPartitions(cluster);
  const pool = createPool(options.databaseUrl);
  const deadLetters = new DeadLetterProducer(cluster);
  const fold = { counting: options.counting, known: catalogueClients(), partitions };
  const checkpoint = new Checkpoint(pool, SONS_CONSUMER, systemClock);
  const meter = new WorkMeter(systemClock, 'idle');
  const commits = new CommitMeter(systemClock);
  const owner: SonsOwner = new SonsOwner(options.instance, options.policy, fold, {
    store: new PostgresSonsStore(pool, checkpoint, countingFingerprint(options.counting)),
    deadLetters,
    clock: systemClock,
    meter,
    commits,
    display: (offsets) => server.commitForDisplay(offsets),
  });
  const server: BulkLaneServer = new BulkLaneServer({
    ...cluster,
    groupId: options.groupId ?? SONS_CONSUMER,
    partitionAssigner: 'co-partitioned',
    owner,
    onFatal: options.onFatal,
    sessionTimeoutMs: options.sessionTimeoutMs,
    fetchBytesMax: options.fetchBytesMax,
    fetchWaitMs: options.idleMs,
  });
  const meters = new MeterPublisher({
    ...cluster,
    service: SONS_CONSUMER,
    instance: options.instance,
    meter,
    lagEvents: () => owner.lagEvents,
  });
  if (options.operations !== undefined) {
    tellOfCounting(options.operations, { owner, server, pool, meter, commits });
  }
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(
    SonsAggregatorModule.with({ owner, pool, deadLetters, meters }),
    { logger: options.logger, strategy: server },
  );
  await service.listen();
  meters.start();
  await firstTakeOf(owner);
  return service;
}

async function countPartitions(cluster: ClusterOptions): Promise<number> {
  const admin = await TopicAdmin.connect(cluster);
  try {
    const topic = await admin.describe(SONS_TOPIC);
    if (topic === undefined) throw new UnknownTopicError(SONS_TOPIC);
    return topic.partitions;
  } finally {
    await admin.close();
  }
}

/** Ends early without leaving a timer behind. */
async function firstTakeOf(owner: SonsOwner): Promise<void> {
  const waiting = new AbortController();
  const standby = systemClock.sleep(FIRST_TAKE_WAIT_MS, waiting.signal).catch(() => undefined);
  await Promise.race([owner.whenTaken, standby]);
  waiting.abort();
}
