import { CommitMeter, tellOfCounting } from '#libs/counting';
import { BulkLaneServer, DeadLetterProducer, MeterPublisher } from '#libs/kafka';
import { WorkMeter, systemClock, type KafkaAccess, type Operations } from '#libs/platform';
import { VolumeCheckpoint, VOLUME_CONSUMER, createPool, type CommitPolicy } from '#libs/store';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { AggregatorModule } from './aggregator.module.js';
import { VolumeOwner } from './volume-owner.js';

/** What an aggregator needs to know. */
export interface AggregatorOptions {
  readonly kafka: KafkaAccess;
  /** A database that runMigrations has brought up to date. */
  readonly databaseUrl: string;
  /** Name of this process in the group, in logs and in the table of checkpoints. */
  readonly instance: string;
  /** Consumer group; omitted: `volume-aggregator`. Members of one group share one database. */
  readonly groupId?: string;
  readonly policy: CommitPolicy;
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
 * Starts an aggregator and waits until it has taken its partitions.
 *
 * @returns the Nest service; closing it commits what is folded and leaves the group
 */
export async function startAggregator(options: AggregatorOptions): Promise<INestMicroservice> {
  const cluster = { ...options.kafka, clientId: options.instance };
  const pool = createPool(options.databaseUrl);
  const deadLetters = new DeadLetterProducer(cluster);
  const meter = new WorkMeter(systemClock, 'idle');
  const commits = new CommitMeter(systemClock);
  const owner: VolumeOwner = new VolumeOwner(options.instance, options.policy, {
    checkpoint: new VolumeCheckpoint(pool, VOLUME_CONSUMER, systemClock),
    deadLetters,
    clock: systemClock,
    meter,
    commits,
    display: (offsets) => server.commitForDisplay(offsets),
  });
  const server: BulkLaneServer = new BulkLaneServer({
    ...cluster,
    groupId: options.groupId ?? VOLUME_CONSUMER,
    owner,
    onFatal: options.onFatal,
    sessionTimeoutMs: options.sessionTimeoutMs,
    fetchBytesMax: options.fetchBytesMax,
    fetchWaitMs: options.idleMs,
  });
  const meters = new MeterPublisher({
    ...cluster,
    service: VOLUME_CONSUMER,
    instance: options.instance,
    meter,
    lagEvents: () => owner.lagEvents,
  });
  if (options.operations !== undefined) {
    tellOfCounting(options.operations, { owner, server, pool, meter, commits });
  }
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(
    AggregatorModule.with({ owner, pool, deadLetters, meters }),
    { logger: options.logger, strategy: server },
  );
  await service.listen();
  meters.start();
  await firstTakeOf(owner);
  return service;
}

/** Ends early without leaving a timer behind. */
async function firstTakeOf(owner: VolumeOwner): Promise<void> {
  const waiting = new AbortController();
  const standby = systemClock.sleep(FIRST_TAKE_WAIT_MS, waiting.signal).catch(() => undefined);
  await Promise.race([owner.whenTaken, standby]);
  waiting.abort();
}
