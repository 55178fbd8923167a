import {
  encodeEvent,
  encodeFact,
  keyOfFact,
  type DocumentDeposited,
  type DocumentReplaced,
  type RequestFact,
  type SonsFact,
} from '#libs/events';
import type { FetchedBatches } from '#libs/kafka';
import {
  DEPARTMENTS,
  DOCUMENT_TYPES,
  DSRS,
  FORMAT_CODES,
  SONS_SOLUTIONS,
  siteCatalogue,
} from '#libs/reference';
import { createRecordsBatch, type MessageRecord } from '@platformatic/kafka';

/** A client that the catalogue holds, with the financed solution that it orders. */
export interface TestClient {
  readonly client: string;
  readonly solution: number;
  /** Doctors of a practice, else the client's only site. */
  readonly units: readonly string[];
}

const MAINLAND = '75';
/** 1 May 2022, noon in Europe/Paris: the order; the rest follows a month apart. */
const SIGNED_AT_MS = Date.UTC(2022, 4, 1, 10);
export const INSTALLED_AT_MS = Date.UTC(2022, 8, 1, 10);
export const BALANCE_AT_MS = Date.UTC(2023, 1, 1, 10);
const PAID_AT_MS = Date.UTC(2023, 5, 1, 10);

/** Practices of Paris with a financed solution and at least so many doctors. */
export function practices(count: number, doctors: number): TestClient[] {
  const catalogue = siteCatalogue();
  const lgc = DSRS.findIndex(({ code }) => code === 'LGC');
  const found: TestClient[] = [];
  for (let site = 0; site < catalogue.count && found.length < count; site++) {
    const solution = catalogue.solution[site] ?? -1;
    const isSuitable =
      catalogue.dsr[site] === lgc &&
      SONS_SOLUTIONS[solution]?.isFinanced === true &&
      DEPARTMENTS[catalogue.department[site] ?? -1]?.code === MAINLAND &&
      (catalogue.authorCount[site] ?? 0) >= doctors;
    if (!isSuitable) continue;
    const units = Array.from({ length: doctors }, (_, k) => catalogue.authorPsIdNat(site, k));
    found.push({ client: catalogue.structIdNat(site), solution, units });
  }
  if (found.length < count) throw new Error(`expected ${count} practices, came ${found.length}`);
  return found;
}

/** The whole history of a request, in order: two payments of 284.00 € a doctor, 30 and 70 %, VAT 20 %. */
export function historyOf(given: TestClient, source: string, firstSequence = 0): RequestFact[] {
  const { client, solution, units } = given;
  const euros = (cents: number) => ((cents * units.length) / 100).toFixed(2);
  const bodies: [atMs: number, body: object][] = [
    [
      SIGNED_AT_MS,
      {
        record: 'OrderSigned',
        window: 'V1-CITY',
        units,
        basis: 0,
        unitPrice: '284.00',
        isConditional: true,
      },
    ],
    [SIGNED_AT_MS + 1000, { record: 'OrderDeposited' }],
    [SIGNED_AT_MS + 2000, { record: 'AdvanceRequested', units }],
    [SIGNED_AT_MS + 3000, { record: 'AdvanceValidated' }],
    [SIGNED_AT_MS + 4000, { record: 'AdvancePaid', amount: euros(10_224) }],
    [
      INSTALLED_AT_MS + 1000,
      { record: 'InstallationVerified', installedAt: INSTALLED_AT_MS, isSigned: true },
    ],
    [INSTALLED_AT_MS + 2000, { record: 'InvoiceIssued', unitAmount: '284.00' }],
    [BALANCE_AT_MS, { record: 'BalanceDeposited', units, mssDeployment: null }],
    [PAID_AT_MS, { record: 'BalanceValidated' }],
    [PAID_AT_MS + 1000, { record: 'BalancePaid', units, amount: euros(23_856) }],
  ];
  return bodies.map(([atMs, body], step) => ({
    source,
    sequence: firstSequence + step,
    occurredAt: atMs,
    registeredAt: atMs,
    client,
    solution,
    step,
    ...body,
    // Each body has the fields of its record.
  })) as unknown as RequestFact[];
}

/** A document of a unit, deposited with the client's solution. */
export function documentOf(
  given: TestClient,
  unit: string,
  more: { sequence: number; registeredAt: number } & Partial<DocumentDeposited>,
): DocumentDeposited {
  const type = DOCUMENT_TYPES.find(({ isProfessional }) => isProfessional);
  return {
    record: 'DocumentDeposited',
    source: 'dmp/test/1/0',
    occurredAt: more.registeredAt,
    actId: 7,
    patient: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    patientDepartment: MAINLAND,
    insOid: 'INS_NIR_TEST',
    author: unit,
    site: given.client,
    couloir: 'city',
    solution: given.solution,
    typeCode: type?.symbol ?? '',
    classCode: Number(type?.classCode),
    formatCode: FORMAT_CODES[0]?.symbol ?? '',
    sizeBytes: 1000,
    uniqueId: null,
    hash: null,
    ...more,
  };
}

/** The same as a new version of another document. */
export function replacementOf(document: DocumentDeposited): DocumentReplaced {
  return { ...document, record: 'DocumentReplaced', replacedSequence: 0 };
}

/** A record as a producer writes it. */
export interface TestRecord {
  readonly key: string;
  readonly value: Buffer | null;
}

/** The record of a fact. */
export function factRecord(fact: SonsFact): TestRecord {
  return { key: keyOfFact(fact), value: encodeFact(fact) };
}

/** The record of a document. */
export function documentRecord(document: DocumentDeposited | DocumentReplaced): TestRecord {
  return { key: document.site, value: encodeEvent(document) };
}

/** What a fetch of records [from, to) of a partition's log would bring. */
export function fetchedOf(
  topic: string,
  log: readonly TestRecord[],
  { from, to, partition = 0 }: { from: number; to: number; partition?: number },
): FetchedBatches {
  const records = log.slice(from, to).map(({ key, value }) => ({
    key: Buffer.from(key),
    value,
    topic,
    timestamp: 1_700_000_000_000n,
  }));
  // The library's types know no null value although it writes one.
  const buffer =
    records.length === 0
      ? Buffer.alloc(0)
      : Buffer.from(createRecordsBatch(records as MessageRecord[], {}).buffer);
  if (records.length > 0) buffer.writeBigInt64BE(BigInt(from), 0);
  return {
    topic,
    topicId: `id of ${topic}`,
    partition,
    buffer,
    firstOffset: BigInt(from),
    endOffset: BigInt(from + records.length),
    highWatermark: BigInt(log.length),
  };
}
