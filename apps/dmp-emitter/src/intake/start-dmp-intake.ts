import { TOPICS } from '#libs/events';
import { startHttpService, type HttpService, type HttpServiceOptions } from '#libs/edge';
import { IntakeLane } from '#libs/intake';
import { BatchProducer, TopicsWatch, registerProducer } from '#libs/kafka';
import { Operations, type KafkaAccess } from '#libs/platform';
import { createPool, databaseCheck, registerPool } from '#libs/store';
import type { LoggerService } from '@nestjs/common';
import { refusalCodesOf } from './contract.js';
import { DmpIntake } from './dmp-intake.js';
import { DMP_INTAKE_FACTS, DmpIntakeModule } from './dmp-intake.module.js';
import { DmpBook } from './registry/dmp-book.js';

/** What the intake needs to know. */
export interface DmpIntakeOptions {
  readonly kafka: KafkaAccess;
  /** A database that runMigrations has brought up to date. */
  readonly databaseUrl: string;
  /** Name of this process in logs. */
  readonly instance: string;
  readonly queueCommandsMax: number;
  readonly gatherMs: number;
  readonly http: Pick<
    HttpServiceOptions,
    'host' | 'port' | 'bodyBytesMax' | 'access' | 'anonymous' | 'doors'
  >;
  /** What this process tells those who operate it. Omitted: what its HTTP interface tells. */
  readonly operations?: Operations;
  readonly logger: LoggerService;
  /** Called when the intake can answer nothing any more: end the process, and start it again. */
  readonly onFatal: (error: Error) => void;
}

/** Connections of one intake: the lane uses one at a time, the others read and change profiles. */
const CLIENTS_MAX = 8;
/** How long a deposit waits for the broker before the process is given up, milliseconds. */
const DELIVERY_TIMEOUT_MS = 30_000;

/** Starts the intake: it publishes what an earlier process left, and listens. */
export async function startDmpIntake(options: DmpIntakeOptions): Promise<HttpService> {
  const { instance, logger, onFatal } = options;
  const operations = options.operations ?? new Operations({ service: 'dmp-intake', instance });
  const pool = createPool(options.databaseUrl, CLIENTS_MAX);
  const producer = await BatchProducer.connect({
    ...options.kafka,
    clientId: instance,
    deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
  });
  const watch = new TopicsWatch({ ...options.kafka, clientId: `${instance}-ready` }, [TOPICS.dmp]);
  const lane = await IntakeLane.open({
    book: new DmpBook(),
    pool,
    producer,
    partitions: await producer.partitions(TOPICS.dmp),
    queueCommandsMax: options.queueCommandsMax,
    gatherMs: options.gatherMs,
    metrics: operations.metrics,
    refusalCodesOf,
    onFatal,
  });
  registerPool(operations.metrics, pool);
  registerProducer(operations.metrics, producer);
  const http = await startHttpService({
    ...DMP_INTAKE_FACTS,
    name: instance,
    module: DmpIntakeModule.with(new DmpIntake(lane, pool), pool),
    ...options.http,
    operations,
    readiness: [databaseCheck(pool), watch.check(), lane.check()],
    logger,
  });
  const close = async (): Promise<void> => {
    await http.service.close();
    await lane.close();
    await producer.close();
    await watch.close();
    await pool.end();
  };
  return { ...http, service: { close } };
}
