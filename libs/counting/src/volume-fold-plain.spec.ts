import { describe, expect, it } from '@jest/globals';
import {
  MESSAGE_KIND_SYMBOLS,
  MalformedEventError,
  REFUSAL_REASON_SYMBOLS,
  SCHEMA_ID,
  TOPICS,
  VISIBILITY_SYMBOLS,
  decodeEvent,
  encodeEvent,
  type DecodedEvent,
} from '#libs/events';
import { MEASURES, measureOf } from '#libs/indicators';
import {
  DEPARTMENTS,
  DOCUMENT_TYPES,
  monthOfInstant,
  monthStartMs,
  parseMonth,
} from '#libs/reference';
import fc from 'fast-check';
import { deposit, fetched } from '#libs/testing';
import { VolumeFold } from './volume-fold.js';

const december = parseMonth('2023-12');
const typeCodes = DOCUMENT_TYPES.map(({ symbol }) => symbol);
const departments = DEPARTMENTS.map(({ code }) => code);

const heads = fc
  .record({
    // Some differ in one character, some are too short or too long for the fast way.
    source: fc.constantFrom('dmp/test/1/0', 'dmp/test/1/1', 'emp/test/1/0', 'dmp', 'd'.repeat(70)),
    sequence: fc.oneof(fc.nat(12), fc.nat(200_000)),
    registeredAt: fc.integer({ min: monthStartMs(december) - 9, max: monthStartMs(december) + 9 }),
    actId: fc.oneof(fc.nat(), fc.nat(2 ** 47)),
    // Two of the sample, and two beside it.
    patient: fc
      .constantFrom('8000000000000400', 'ffffffff00000000', '0000000000000401', '0000000000000200')
      .map((digits) => Uint8Array.from(Buffer.from(digits, 'hex'))),
    patientDepartment: fc.constantFrom(...departments),
    solution: fc.nat(100),
    typeCode: fc.constantFrom(...typeCodes),
    uniqueId: fc.option(fc.constant('1.2.250.1.999.1.7'), { freq: 9 }),
  })
  .map((fields) => deposit(fields));

/** Events of every record of the channel, and one of another channel. */
const events: fc.Arbitrary<DecodedEvent> = fc.tuple(heads, fc.nat(6), fc.nat(200)).map(variantOf);

function variantOf([head, variant, number]: [DecodedEvent, number, number]): DecodedEvent {
  const of = <T>(symbols: readonly T[]): T => {
    const symbol = symbols[number % symbols.length];
    if (symbol === undefined) throw new Error('no symbols');
    return symbol;
  };
  const plain = { ...head } as ReturnType<typeof deposit>; // `heads` makes deposits only.
  switch (variant) {
    case 0:
      return { ...plain, record: 'DocumentReplaced', replacedSequence: number };
    case 1:
      return {
        ...plain,
        record: 'DocumentVisibilityChanged',
        documentSequence: number,
        visibility: of(VISIBILITY_SYMBOLS),
      };
    case 2:
      return { ...plain, record: 'DocumentDeleted', documentSequence: number };
    case 3:
      return { ...plain, record: 'DepositRefused', reason: of(REFUSAL_REASON_SYMBOLS) };
    case 4:
      return {
        ...plain,
        record: 'MessageSent',
        kind: of(MESSAGE_KIND_SYMBOLS),
        mailbox: 'PER',
        messageId: null,
      };
    default:
      return plain;
  }
}

/** A value as it may come: mostly whole, sometimes with one byte changed. */
const values = fc
  .tuple(events, fc.option(fc.tuple(fc.nat(150), fc.nat(255)), { freq: 5 }))
  .map(([event, change]) => {
    const whole = encodeEvent(event);
    if (change === null) return whole;
    const [at, byte] = change;
    const changed = Buffer.from(whole);
    changed[at % changed.length] = byte;
    // The library takes numbers padded beyond their bound, which the aggregator refuses: not the matter here.
    const decoded = decodedOf(changed);
    return decoded !== undefined && !encodeEvent(decoded).equals(changed) ? whole : changed;
  });

function decodedOf(value: Buffer): DecodedEvent | undefined {
  try {
    return decodeEvent(value);
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    return undefined;
  }
}

interface Counts {
  readonly counted: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Events by the key of their cell. */
  readonly byDepartment: ReadonlyMap<number, number>;
  readonly byType: ReadonlyMap<number, number>;
  /** Deposited documents by person, month and department. */
  readonly byPerson: ReadonlyMap<string, number>;
}

/** Counts with sets, maps and objects, by what the words say. */
function countPlainly(list: readonly Buffer[]): Counts {
  const seen = new Set<string>();
  const byDepartment = new Map<number, number>();
  const byType = new Map<number, number>();
  const byPerson = new Map<string, number>();
  let [counted, duplicates, deadLettered] = [0, 0, 0];
  for (const value of list) {
    const event = decodedOf(value);
    const measure = event && measureOfEvent(event);
    if (event === undefined || measure === undefined || MEASURES[measure]?.channel !== 'dmp') {
      deadLettered += 1;
      continue;
    }
    const identity = `${event.source} ${event.sequence}`;
    if (seen.has(identity)) {
      duplicates += 1;
      continue;
    }
    seen.add(identity);
    counted += 1;
    const row = (monthOfInstant(event.registeredAt) * 16 + measure) * 256 + event.solution;
    add(byDepartment, row * 128 + departments.indexOf(event.patientDepartment));
    add(byType, row * 64 + ('typeCode' in event ? typeCodes.indexOf(event.typeCode) : 63));
    const person = Buffer.from(event.patient).readBigInt64BE();
    if (event.record !== 'DocumentDeposited' || person % 1024n !== 0n) continue;
    const place =
      monthOfInstant(event.registeredAt) * 128 + departments.indexOf(event.patientDepartment);
    add(byPerson, `${person} ${place}`);
  }
  return { counted, duplicates, deadLettered, byDepartment, byType, byPerson };
}

function measureOfEvent(event: DecodedEvent): number {
  const kind = event.record === 'MessageSent' ? MESSAGE_KIND_SYMBOLS.indexOf(event.kind) : 0;
  return measureOf(SCHEMA_ID[event.record], kind);
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What a fold makes of the values when they come in several fetches. */
function countByFold(list: readonly Buffer[], fetchRecords: number): Counts {
  const fold = new VolumeFold();
  fold.take([{ topic: TOPICS.dmp, partition: 0, offset: 0n, epoch: 1, sequences: new Map() }]);
  for (let start = 0; start < list.length; start += fetchRecords) {
    const part = list.slice(start, start + fetchRecords);
    fold.fold(fetched(part, { firstOffset: BigInt(start), batchRecords: 16 }));
  }
  const { changes } = fold.takeChanges();
  const [progress] = changes.partitions;
  if (progress === undefined) throw new Error('the fold has moved');
  const { counted, duplicates, deadLettered } = progress;
  const byDepartment = mapOf(changes.volumes.byDepartment);
  const byType = mapOf(changes.volumes.byType);
  const byPerson = personsOf(changes.volumes.people);
  return { counted, duplicates, deadLettered, byDepartment, byType, byPerson };
}

function mapOf({ keys, events: counts }: { keys: string; events: string }): Map<number, number> {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const list = numbers(counts);
  return new Map(numbers(keys).map((key, index) => [key, list[index] ?? 0]));
}

function personsOf({ persons, places, documents }: Texts): Map<string, number> {
  const texts = (text: string): string[] => text.match(/-?\d+/g) ?? [];
  const [ofPlace, counts] = [texts(places), texts(documents)];
  return new Map(
    texts(persons).map((person, at) => [`${person} ${ofPlace[at]}`, Number(counts[at])]),
  );
}

type Texts = Readonly<Record<'persons' | 'places' | 'documents', string>>;

describe('VolumeFold', () => {
  it('counts what a plain count of the decoded events gives, whatever comes and however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(1, 7, 60),
        (list, fetchRecords) => {
          expect(countByFold(list, fetchRecords)).toEqual(countPlainly(list));
        },
      ),
      { numRuns: 100 },
    );
  });
});
