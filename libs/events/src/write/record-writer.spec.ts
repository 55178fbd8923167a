import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SCHEMA_ID } from '../schema-ids.js';
import { writeHead, type SiteFields } from './head.js';
import { closeRecord, openRecord, RecordTooLongError } from './kafka-record.js';
import { RecordWriter, shortSegments, type RecordHead } from './record-writer.js';
import { SITE_ROW, SiteRows } from './site-rows.js';
import { writeDepositedTail, writeMessageSentTail } from './tails.js';
import { encodeStringSegment } from './varints.js';

const SOURCE = 'dmp/national-december-2023/42/17';
const DEPARTMENTS = ['01', '2A', '974'];
const SITE: SiteFields = { author: '810101234567', site: '1750712184', couloir: 4, solution: 166 };
const ROW = SITE_ROW.bytes;
const START = 61;

/** Both sides of every power of two up to a bound: where a varint grows. */
function aroundPowers(powerMax: number): fc.Arbitrary<number> {
  return fc
    .tuple(fc.integer({ min: 0, max: powerMax }), fc.integer({ min: -1, max: 1 }))
    .map(([power, step]) => Math.max(0, 2 ** power + step));
}

const counts = fc.oneof(fc.nat(), aroundPowers(52));
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2000), max: Date.UTC(2043) }),
  aroundPowers(48),
  fc.integer({ min: -100_000, max: 100_000 }),
);
const heads: fc.Arbitrary<RecordHead> = fc.record({
  sequence: counts,
  occurredAtMs: instants,
  registeredAtMs: instants,
  actId: counts,
  patientHigh: fc.integer(),
  patientLow: fc.integer(),
  insOid: fc.constantFrom(0, 1),
});

interface Case {
  readonly head: RecordHead;
  readonly offsetDelta: number;
  readonly schemaId: number;
  readonly department: number;
  /** Four numbers that the tail is made of. */
  readonly tail: readonly [number, number, number, number];
}

const small = fc.oneof(fc.nat(63), fc.nat(200));
const cases: fc.Arbitrary<Case> = fc.record({
  head: heads,
  offsetDelta: fc.oneof(fc.nat(4095), aroundPowers(20)),
  schemaId: fc.constantFrom<number>(SCHEMA_ID.DocumentDeposited, SCHEMA_ID.MessageSent),
  department: fc.nat(DEPARTMENTS.length - 1),
  tail: fc.tuple(small, small, small, fc.oneof(fc.nat(), aroundPowers(29))),
});

/** A writer and what it reads, one row of a site in use. */
function fixture(bytes: number) {
  const writer = new RecordWriter(SOURCE);
  const rows = new SiteRows(2);
  rows.set(ROW, SITE);
  const target = Buffer.alloc(bytes, 0xee);
  writer.aim(target);
  return { writer, rows, target, departments: shortSegments(DEPARTMENTS) };
}

function byWords({ head, offsetDelta, schemaId, department, tail }: Case): Buffer {
  const { writer, rows, target, departments } = fixture(1024);
  const p = writer.open(START, offsetDelta, schemaId, head, departments, department, rows, ROW);
  const end =
    schemaId === SCHEMA_ID.MessageSent
      ? writer.messageSent(p, ...tail)
      : writer.deposited(p, ...tail);
  return target.subarray(START, writer.close(end));
}

function plainly({ head, offsetDelta, schemaId, department, tail }: Case): Buffer {
  const { rows, target } = fixture(1024);
  const valueStart = openRecord(target, START, offsetDelta, encodeStringSegment(SITE.site));
  const p = writeHead(target, valueStart, schemaId, {
    ...head,
    sourceSegment: encodeStringSegment(SOURCE),
    departmentSegment: encodeStringSegment(DEPARTMENTS[department] ?? ''),
    siteSegment: rows.segment(ROW),
  });
  const write = schemaId === SCHEMA_ID.MessageSent ? writeMessageSentTail : writeDepositedTail;
  return target.subarray(START, closeRecord(target, START, valueStart, write(target, p, ...tail)));
}

describe('the record writer', () => {
  it('writes by words what the plain writers write by bytes', () => {
    fc.assert(
      fc.property(cases, (event) => {
        expect(byWords(event).toString('hex')).toBe(plainly(event).toString('hex'));
      }),
      { numRuns: 2000 },
    );
  });

  it('has room for the longest record up to the end of what it asks for', () => {
    const longest: Case = {
      head: {
        sequence: Number.MAX_SAFE_INTEGER,
        occurredAtMs: Number.MAX_SAFE_INTEGER,
        registeredAtMs: Number.MAX_SAFE_INTEGER,
        actId: Number.MAX_SAFE_INTEGER,
        patientHigh: -1,
        patientLow: -1,
        insOid: 1,
      },
      offsetDelta: 2 ** 31 - 1,
      schemaId: SCHEMA_ID.DocumentDeposited,
      department: 2,
      tail: [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1],
    };
    const { writer, target } = fixture(1024);
    let last = 0;
    while (writer.hasRoom(last + 1)) last += 1;
    expect(last).toBeGreaterThan(0);
    expect(byWords(longest).length).toBeLessThan(target.length - last);
  });

  it('refuses a record longer than its length can say', () => {
    const { writer, rows, target, departments } = fixture(10_000);
    const [event] = fc.sample(cases, { numRuns: 1, seed: 1 });
    if (event === undefined) throw new Error('no sample');
    writer.open(0, 0, event.schemaId, event.head, departments, 0, rows, ROW);
    expect(writer.close(2 + 8191 - 1)).toBe(2 + 8191);
    expect(() => writer.close(2 + 8191)).toThrow(RecordTooLongError);
    expect(target.length).toBeGreaterThan(8192);
  });
});
