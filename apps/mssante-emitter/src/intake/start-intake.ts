import { asksCallers, assertClosed, httpOptionsOf, startHttpService } from '#libs/edge';
import { TOPICS } from '#libs/events';
import { IntakeLane } from '#libs/intake';
import { BatchProducer, TopicAdmin, TopicsWatch, registerProducer } from '#libs/kafka';
import {
  Operations,
  databaseAddressOf,
  kafkaOf,
  type KafkaAccess,
  type ReadinessCheck,
  type RunningService,
} from '#libs/platform';
import { createPool, databaseCheck, registerPool, runMigrations } from '#libs/store';
import type { LoggerService } from '@nestjs/common';
import type { Pool } from 'pg';
import { MssanteBook } from './book/mssante.book.js';
import type { MssanteAnswer, MssanteCommand } from './book/commands.js';
import { assertMailboxIn, deliverTo } from './deliver.js';
import { MSSANTE_INTAKE_FACTS, MessagesModule } from './http/messages.module.js';
import type { MssanteIntakeSettings } from './settings.js';
import { SmtpEdge } from './smtp/smtp-edge.js';
import { smtpTlsOf } from './smtp/smtp-tls.js';

/** Commands of one transaction: a mail carries megabytes, so fewer than elsewhere. */
const BATCH_COMMANDS_MAX = 32;
/** Commands that may wait; the budget of bytes is the other bound. */
const QUEUE_COMMANDS_MAX = 500;

export interface StartedIntake {
  readonly service: RunningService;
  readonly smtpPort: number;
  /** `http://HOST:PORT` of the read interface. */
  readonly url: string;
}

/**
 * Starts the MSSanté intake: the lane, SMTP, and the read interface over HTTP.
 *
 * @param fail ends the process: stored records could not be published
 * @param operations what this process tells those who operate it; omitted: what its HTTP interface tells
 */
export async function startIntake(
  settings: MssanteIntakeSettings,
  instance: string,
  logger: LoggerService,
  fail: (error: unknown) => void,
  operations = new Operations({ service: 'mssante-intake', instance }),
): Promise<StartedIntake> {
  assertClosed({
    host: settings.MES_MSSANTE_SMTP_HOST,
    hostSetting: 'MES_MSSANTE_SMTP_HOST',
    isClosed: asksCallers(settings),
    anonymous: settings.MES_HTTP_ANONYMOUS,
  });
  const kafka = kafkaOf(settings);
  const databaseUrl = databaseAddressOf(settings);
  await runMigrations(databaseUrl, settings.MES_DATABASE_MIGRATIONS);
  const partitions = await partitionsOf(kafka, instance, settings.MES_MSSANTE_PARTITIONS);
  const pool = createPool(databaseUrl);
  const producer = await BatchProducer.connect({ ...kafka, clientId: instance });
  const lane = await IntakeLane.open<MssanteCommand, MssanteAnswer>({
    book: new MssanteBook(),
    pool,
    producer,
    partitions,
    metrics: operations.metrics,
    refusalCodesOf: (answer) => (answer.outcome === 'refused' ? [answer.refusal] : []),
    onFatal: fail,
    batchCommandsMax: BATCH_COMMANDS_MAX,
    queueCommandsMax: QUEUE_COMMANDS_MAX,
  });
  registerPool(operations.metrics, pool);
  registerProducer(operations.metrics, producer);
  const watch = new TopicsWatch({ ...kafka, clientId: `${instance}-ready` }, [TOPICS.mssante]);
  const readiness = [watch.check(), lane.check()];
  const http = await serveHttp(settings, { pool, logger, operations, readiness });
  const smtp = await SmtpEdge.listen({
    host: settings.MES_MSSANTE_SMTP_HOST,
    tls: smtpTlsOf(settings),
    doors: http.doors,
    port: settings.MES_MSSANTE_SMTP_PORT,
    messageBytesMax: settings.MES_MSSANTE_MESSAGE_BYTES_MAX,
    bytesInFlightMax: settings.MES_MSSANTE_BYTES_IN_FLIGHT_MAX,
    connectionsMax: settings.MES_MSSANTE_CONNECTIONS_MAX,
    transferMsMax: settings.MES_MSSANTE_TRANSFER_MS_MAX,
    assertMailbox: (mailbox) => assertMailboxIn(pool, mailbox),
    deliver: (delivery) => deliverTo(lane, delivery),
    logger,
  });
  logger.log(`${instance} takes mail on ${settings.MES_MSSANTE_SMTP_HOST}:${smtp.port}`);
  return {
    smtpPort: smtp.port,
    url: http.url,
    service: {
      close: async () => {
        await smtp.close();
        await lane.close();
        await http.service.close();
        await producer.close();
        await watch.close();
        await pool.end();
      },
    },
  };
}

async function partitionsOf(kafka: KafkaAccess, clientId: string, wished: number): Promise<number> {
  const admin = await TopicAdmin.connect({ ...kafka, clientId: `${clientId}-topics` });
  try {
    const [topic] = await admin.ensureTopics([{ topic: TOPICS.mssante, partitions: wished }]);
    return topic?.partitions ?? wished;
  } finally {
    await admin.close();
  }
}

function serveHttp(
  settings: MssanteIntakeSettings,
  {
    pool,
    logger,
    operations,
    readiness,
  }: {
    readonly pool: Pool;
    readonly logger: LoggerService;
    readonly operations: Operations;
    readonly readiness: readonly ReadinessCheck[];
  },
): ReturnType<typeof startHttpService> {
  return startHttpService({
    name: 'mssante-intake',
    ...MSSANTE_INTAKE_FACTS,
    module: MessagesModule.over(pool),
    ...httpOptionsOf(settings),
    operations,
    readiness: [databaseCheck(pool), ...readiness],
    logger,
  });
}
