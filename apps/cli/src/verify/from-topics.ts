import { MalformedEventError, TOPICS, decodeEvent, type DecodedEvent } from '#libs/events';
import { asBrokerError, kafkajsConfig } from '#libs/kafka';
import {
  MEASURE,
  MEASURES,
  NO_DOCUMENT_TYPE,
  PERSONS_PER_SAMPLED,
  VolumeCells,
} from '#libs/indicators';
import type { KafkaAccess } from '#libs/platform';
import { DEPARTMENTS, DOCUMENT_TYPES, monthOfInstant } from '#libs/reference';
import { Kafka, logLevel, type Batch, type KafkaMessage } from 'kafkajs';

/** Records between two reports of progress. */
const PROGRESS_RECORDS = 100_000;

interface PlainCount {
  readonly cells: VolumeCells;
  readonly records: number;
  readonly duplicates: number;
  /** Records that are no event of their topic, or have no key: those that an aggregator refuses. */
  readonly refused: number;
}

/**
 * Recomputes every cell from the topics by a second, plain path: a library's consumer hands over one
 * record after the other, `avsc` decodes it, Maps and Sets hold what was seen. It shares neither the
 * reader, nor the de-duplication, nor the fold with the aggregator, so that a fault of one of them
 * cannot hide in both.
 *
 * Sequences are kept for one partition at a time: a source lives in one partition, and memory stays
 * that of one.
 */
export async function countFromTopics(
  access: KafkaAccess,
  run: string,
  onProgress: (records: number) => void,
): Promise<PlainCount> {
  const kafka = new Kafka({
    ...kafkajsConfig({ ...access, clientId: 'mes-verify' }),
    logLevel: logLevel.NOTHING,
  });
  const cells = new VolumeCells();
  let records = 0;
  let duplicates = 0;
  let refused = 0;
  for (const topic of Object.values(TOPICS)) {
    await readTopic(kafka, topic, `mes-verify-${run}-${topic}`, (seen, record) => {
      records += 1;
      if (records % PROGRESS_RECORDS === 0) onProgress(records);
      const event = eventOf(topic, record);
      if (event === undefined) {
        refused += 1;
        return;
      }
      const sequences = seen.get(event.source) ?? new Set<number>();
      seen.set(event.source, sequences);
      if (sequences.has(event.sequence)) {
        duplicates += 1;
        return;
      }
      sequences.add(event.sequence);
      addPlainly(cells, event);
    }).catch((error: unknown) => {
      throw asBrokerError(error, access);
    });
  }
  return { cells, records, duplicates, refused };
}

/** A record's event; undefined for what belongs into the dead letters. */
function eventOf(topic: string, { key, value }: PlainRecord): DecodedEvent | undefined {
  if (key === null || value === null) return undefined;
  try {
    const event = decodeEvent(value);
    const { channel } = MEASURES[measureOfRecord(event)] ?? {};
    return channel !== undefined && TOPICS[channel] === topic ? event : undefined;
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    return undefined;
  }
}

type PlainRecord = Pick<KafkaMessage, 'key' | 'value'>;

type Seen = Map<string, Set<number>>;

/** Reads a topic from its first to its present last record, one partition after the other. */
async function readTopic(
  kafka: Kafka,
  topic: string,
  groupId: string,
  take: (seen: Seen, record: PlainRecord) => void,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const waiting = (await admin.fetchTopicOffsets(topic))
    .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
    .filter(({ low, high }) => high > low);
  if (waiting.length > 0) await readPartitions(kafka, topic, groupId, waiting, take);
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
}

async function readPartitions(
  kafka: Kafka,
  topic: string,
  groupId: string,
  waiting: readonly { partition: number; low: bigint; high: bigint }[],
  take: (seen: Seen, record: PlainRecord) => void,
): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxBytesPerPartition: 4 * 1024 * 1024 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  try {
    await new Promise<void>((resolve, reject) => {
      let seen: Seen = new Map();
      let turn = 0;
      const goOn = (): void => {
        const next = waiting[turn];
        seen = new Map();
        if (!next) {
          resolve();
          return;
        }
        consumer.seek({ topic, partition: next.partition, offset: String(next.low) });
        consumer.resume([{ topic, partitions: [next.partition] }]);
      };
      /** Goes to the next partition when this one was read up to its end. */
      const endAt = (partition: number, lastOffset: string): void => {
        const current = waiting[turn];
        if (partition !== current?.partition || BigInt(lastOffset) + 1n < current.high) return;
        consumer.pause([{ topic, partitions: [partition] }]);
        turn += 1;
        goOn();
      };
      const eachBatch = ({ batch }: { batch: Batch }): Promise<void> => {
        const current = waiting[turn];
        if (batch.partition !== current?.partition) return Promise.resolve();
        try {
          for (const message of batch.messages) {
            if (BigInt(message.offset) < current.high) take(seen, message);
          }
        } catch (error) {
          reject(asError(error));
          return Promise.resolve();
        }
        endAt(current.partition, batch.lastOffset());
        return Promise.resolve();
      };
      // Batches of nothing but control records or aborted ones are passed over without a call.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0) endAt(payload.partition, payload.lastOffset);
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        reject(payload.error);
      });
      consumer.run({ eachBatch, autoCommit: false }).catch(reject);
      consumer.pause([{ topic, partitions: waiting.slice(1).map(({ partition }) => partition) }]);
    });
  } finally {
    await consumer.disconnect();
  }
}

const departments = new Map(DEPARTMENTS.map(({ code, index }) => [code, index]));
const types = new Map<string, number>(DOCUMENT_TYPES.map(({ symbol, index }) => [symbol, index]));

function addPlainly(cells: VolumeCells, event: DecodedEvent): void {
  const department = departments.get(event.patientDepartment);
  const type = 'typeCode' in event ? types.get(event.typeCode) : NO_DOCUMENT_TYPE;
  if (department === undefined || type === undefined) {
    throw new Error(
      `event ${event.source}#${String(event.sequence)}: department ${event.patientDepartment} or its document type is not in the reference`,
    );
  }
  const month = monthOfInstant(event.registeredAt);
  cells.add(month, measureOfRecord(event), event.solution, department, type);
  if (event.record === 'DocumentDeposited') addPersonPlainly(cells, event, month, department);
}

/** The sample's choice and the halves of the pseudonym from one big number: no bits are shared with the fold. */
function addPersonPlainly(
  cells: VolumeCells,
  { patient }: DecodedEvent,
  month: number,
  department: number,
): void {
  const person = BigInt(`0x${Buffer.from(patient).toString('hex')}`);
  if (person % BigInt(PERSONS_PER_SAMPLED) !== 0n) return;
  const half = 2n ** 32n;
  cells.people.add(Number(person / half), Number(person % half), month, department);
}

function measureOfRecord(event: DecodedEvent): number {
  switch (event.record) {
    case 'DocumentDeposited':
      return MEASURE.documentsDeposited;
    case 'DocumentReplaced':
      return MEASURE.documentsReplaced;
    case 'DocumentVisibilityChanged':
      return MEASURE.documentsVisibilityChanged;
    case 'DocumentDeleted':
      return MEASURE.documentsDeleted;
    case 'DepositRefused':
      return MEASURE.depositsRefused;
    case 'MessageSent':
      return event.kind === 'CITIZEN' ? MEASURE.messagesCitizen : MEASURE.messagesProfessional;
    case 'MessageReceiptReceived':
      return MEASURE.messageReceipts;
    case 'PrescriptionIssued':
      return MEASURE.prescriptionsIssued;
    case 'PrescriptionDispensed':
      return MEASURE.prescriptionsDispensed;
    case 'PrescriptionClosed':
      return MEASURE.prescriptionsClosed;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
