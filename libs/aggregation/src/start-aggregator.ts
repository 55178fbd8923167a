import { BulkLaneServer, DeadLetterProducer, MeterPublisher } from '#libs/kafka';
import {
  WorkMeter,
  systemClock,
  type KafkaAccess,
  type Operations,
  type ServiceStart,
} from '#libs/platform';
import { createPool, databaseWhenThere, type CommitPolicy } from '#libs/store';
import type { INestMicroservice, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { AggregatorSettings } from './aggregator-settings.js';
import { AggregatorModule } from './aggregator.module.js';
import { CommitMeter } from './commit-meter.js';
import type { Counter } from './counter.js';
import { CountingOwner } from './counting-owner.js';
import { tellOfCounting } from './tell-of-counting.js';

/** What an aggregator needs to know. */
export interface AggregatorOptions {
  readonly kafka: KafkaAccess;
  /** A database that runMigrations has brought up to date. */
  readonly databaseUrl: string;
  /** Name of this process in the group, in logs and in the table of checkpoints. */
  readonly instance: string;
  /** Consumer group; omitted: the name of the aggregator. Members of one group share one database. */
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

/** What one aggregator has that another has not. */
export interface AggregatorKind {
  /** Of its checkpoints, of its group unless another is given, and of its service. */
  readonly name: string;
  /** Hands the batches of its topics to the owner. */
  readonly consumer: Type;
  /** Omitted: any member of the group may have any partition. */
  readonly partitionAssigner?: 'co-partitioned';
  /** Makes what counts, on the connections of this process. */
  readonly counterOn: (pool: Pool) => Counter;
}

/** A member that gets no partition stands by: it is ready without having taken any. Milliseconds. */
const FIRST_TAKE_WAIT_MS = 5000;

/** Waits for the database, and reads off the settings what an aggregator needs to know. */
export async function aggregatorOptionsOf(
  given: ServiceStart<AggregatorSettings>,
): Promise<AggregatorOptions> {
  const { settings, kafka, instance, operations, logger, fail } = given;
  return {
    ...{ kafka, instance, operations, logger },
    databaseUrl: await databaseWhenThere(given),
    policy: {
      records: settings.MES_COMMIT_EVENTS,
      intervalMs: settings.MES_COMMIT_INTERVAL_MS,
      intervalBehindMs: settings.MES_COMMIT_INTERVAL_BEHIND_MS,
    },
    idleMs: settings.MES_COMMIT_IDLE_MS,
    fetchBytesMax: settings.MES_FETCH_BYTES_MAX,
    sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
    onFatal: fail,
  };
}

/**
 * Starts an aggregator and waits until it has taken its partitions.
 *
 * @returns the Nest service; closing it commits what is folded and leaves the group
 */
export async function startAggregator(
  { name, consumer, partitionAssigner, counterOn }: AggregatorKind,
  options: AggregatorOptions,
): Promise<INestMicroservice> {
  const { instance } = options;
  const cluster = { ...options.kafka, clientId: instance };
  const pool = createPool(options.databaseUrl);
  const deadLetters = new DeadLetterProducer(cluster);
  const meter = new WorkMeter(systemClock, 'idle');
  const commits = new CommitMeter(systemClock);
  const owner: CountingOwner = new CountingOwner(instance, options.policy, counterOn(pool), {
    deadLetters,
    clock: systemClock,
    meter,
    commits,
    display: (offsets) => server.commitForDisplay(offsets),
  });
  const server: BulkLaneServer = new BulkLaneServer({
    ...cluster,
    groupId: options.groupId ?? name,
    ...(partitionAssigner !== undefined && { partitionAssigner }),
    owner,
    onFatal: options.onFatal,
    sessionTimeoutMs: options.sessionTimeoutMs,
    fetchBytesMax: options.fetchBytesMax,
    fetchWaitMs: options.idleMs,
  });
  const meters = new MeterPublisher({
    ...cluster,
    service: name,
    instance,
    meter,
    lagEvents: () => owner.lagEvents,
  });
  if (options.operations !== undefined) {
    tellOfCounting(options.operations, { owner, server, pool, meter, commits });
  }
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(
    AggregatorModule.with({ consumer, owner, pool, deadLetters, meters }),
    { logger: options.logger, strategy: server },
  );
  await service.listen();
  meters.start();
  await firstTakeOf(owner);
  return service;
}

/** Ends early without leaving a timer behind. */
async function firstTakeOf(owner: CountingOwner): Promise<void> {
  const waiting = new AbortController();
  const standby = systemClock.sleep(FIRST_TAKE_WAIT_MS, waiting.signal).catch(() => undefined);
  await Promise.race([owner.whenTaken, standby]);
  waiting.abort();
}
