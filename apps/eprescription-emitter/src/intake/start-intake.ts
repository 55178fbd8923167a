import { startHttpService, type HttpService, type httpOptionsOf } from '#libs/edge';
import { TOPICS } from '#libs/events';
import { IntakeLane } from '#libs/intake';
import { BatchProducer, TopicsWatch, registerProducer } from '#libs/kafka';
import {
  Operations,
  systemClock,
  type Clock,
  type KafkaAccess,
  type ReadinessCheck,
  type RunningService,
} from '#libs/platform';
import { createPool, databaseCheck, readPatients, registerPool } from '#libs/store';
import type { LoggerService } from '@nestjs/common';
import { ExpirySweep } from './expiry-sweep.js';
import { refusalCodesOf, type IntakeAnswer, type IntakeCommand } from './intake-command.js';
import {
  EPRESCRIPTION_INTAKE_FACTS,
  EprescriptionIntakeModule,
  type IntakeParts,
} from './intake.module.js';
import { PrescriptionBook, type ReadPatients } from './prescription-book.js';

/** Name of the service in logs and in its answers. */
export const INTAKE_NAME = 'eprescription-intake';

/** What the intake of electronic prescriptions needs to know. */
export interface EprescriptionIntakeOptions {
  readonly kafka: KafkaAccess;
  /** A database that runMigrations has brought up to date. */
  readonly databaseUrl: string;
  /** Name of this process in logs and to the broker. */
  readonly instance: string;
  /** Address, port, longest body, and whose tokens are accepted; omitted: a free port of this machine, for anonymous callers. */
  readonly http?: Partial<ReturnType<typeof httpOptionsOf>>;
  /** Milliseconds between two looks for prescriptions whose validity is over. */
  readonly sweepMs: number;
  /** Whom INSi knows; omitted: the synthetic people and what the database has changed about them. */
  readonly patients?: ReadPatients;
  /** Omitted: the clock of the machine. */
  readonly clock?: Clock;
  /** What this process tells those who operate it. Omitted: what its HTTP interface tells. */
  readonly operations?: Operations;
  readonly logger: LoggerService;
  /** Called when records that are stored could not be published: the process has to end. */
  readonly onFatal: (error: Error) => void;
}

/** The intake, running. */
export interface EprescriptionIntake {
  readonly service: RunningService;
  /** `http://HOST:PORT`. */
  readonly url: string;
  readonly sweep: ExpirySweep;
}

/**
 * Starts the intake of electronic prescriptions: what an earlier process has stored and not published
 * is published first, then it listens.
 *
 * @throws DatabaseUnreachableError, BrokerUnreachableError, UnknownTopicError
 */
export async function startEprescriptionIntake(
  options: EprescriptionIntakeOptions,
): Promise<EprescriptionIntake> {
  const { kafka, instance, logger } = options;
  const clock = options.clock ?? systemClock;
  const operations = options.operations ?? new Operations({ service: INTAKE_NAME, instance });
  const { metrics } = operations;
  const pool = createPool(options.databaseUrl);
  const opened: (() => Promise<void>)[] = [() => pool.end()];
  try {
    const producer = await BatchProducer.connect({ ...kafka, clientId: instance });
    opened.push(() => producer.close());
    const lane = await IntakeLane.open<IntakeCommand, IntakeAnswer>({
      book: new PrescriptionBook(options.patients ?? readPatients),
      pool,
      producer,
      partitions: await producer.partitions(TOPICS.eprescription),
      companionPartitions: { dmp: await producer.partitions(TOPICS.dmp) },
      clock,
      metrics,
      refusalCodesOf,
      onFatal: options.onFatal,
    });
    registerPool(metrics, pool);
    registerProducer(metrics, producer);
    opened.push(() => lane.close());
    const sweep = new ExpirySweep(lane, clock, options.sweepMs, (error) => {
      logger.warn(`the sweep of expired prescriptions failed and is tried again: ${String(error)}`);
    });
    sweep.start();
    opened.push(() => sweep.stop());
    const topics = [TOPICS.eprescription, TOPICS.dmp];
    const watch = new TopicsWatch({ ...kafka, clientId: `${instance}-ready` }, topics);
    opened.push(() => watch.close());
    const http = await listen({ ...options, operations }, { lane, pool, clock }, [
      watch.check(),
      lane.check(),
    ]);
    opened.push(() => http.service.close());
    return { service: { close: () => closeAll(opened) }, url: http.url, sweep };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

function listen(
  { http, logger, operations }: EprescriptionIntakeOptions & { readonly operations: Operations },
  parts: IntakeParts,
  readiness: readonly ReadinessCheck[],
): Promise<HttpService> {
  return startHttpService({
    ...http,
    name: INTAKE_NAME,
    ...EPRESCRIPTION_INTAKE_FACTS,
    module: EprescriptionIntakeModule.with(parts),
    operations,
    readiness: [databaseCheck(parts.pool), ...readiness],
    logger,
  });
}

/** The last opened first. */
async function closeAll(opened: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of opened.toReversed()) await close();
}
