import type { PersonRow, PersonSample } from '#libs/indicators';
import type { ClientBase } from 'pg';
import type { Queries } from '../connection/queries.js';
import { numberArray } from '../checkpoint/postgres-arrays.js';

/** Rows of sampled persons as parallel arrays in the text form of PostgreSQL, ascending by person. */
export interface PersonDeltas {
  /** Pseudonyms as signed 64-bit numbers. */
  readonly persons: string;
  /** Month × 128 + department. */
  readonly places: string;
  readonly documents: string;
  readonly rows: number;
}

/** Takes the rows as deltas. */
export function personDeltasOf(people: PersonSample): PersonDeltas {
  const rows = people.rows();
  return {
    persons: numberArray(rows.map(personOf)),
    places: numberArray(rows.map(({ month, department }) => month * 128 + department)),
    documents: numberArray(rows.map(({ documents }) => documents)),
    rows: rows.length,
  };
}

/** Tables of this shape. Names are constants of this file: they may stand in the text. */
type PersonTable = 'person_sample' | 'rebuilt_person_sample';

/**
 * Adds deltas to the stored rows. Several writers meet in one row, because a person's documents come
 * from several partitions: the caller holds the lock that lets one of them write at a time.
 */
export async function addPeople(
  client: ClientBase,
  table: PersonTable,
  deltas: PersonDeltas,
): Promise<void> {
  if (deltas.rows === 0) return;
  await client.query(
    `insert into ${table} as stored (month, person, department, documents)
     select place >> 7, person, place & 127, added.documents
     from unnest($1::bigint[], $2::integer[], $3::bigint[]) as added (person, place, documents)
     on conflict (month, person, department)
       do update set documents = stored.documents + excluded.documents`,
    [deltas.persons, deltas.places, deltas.documents],
  );
}

interface StoredRow {
  readonly person: string;
  readonly month: number;
  readonly department: number;
  readonly documents: string;
}

/** Adds every stored row of the sample to another: for a comparison with the truth. */
export async function readPeople(pool: Queries, into: PersonSample): Promise<void> {
  await readRows(pool, into, 'select person, month, department, documents from person_sample');
}

/** Adds what all intakes of this database know to be true of the sampled persons. */
export async function readIntakePeople(pool: Queries, into: PersonSample): Promise<void> {
  await readRows(
    pool,
    into,
    'select person, month, department, documents from intake_person_truth',
  );
}

async function readRows(pool: Queries, into: PersonSample, text: string): Promise<void> {
  const { rows } = await pool.query<StoredRow>(text);
  for (const { person, month, department, documents } of rows) {
    const bits = BigInt.asUintN(64, BigInt(person));
    const [high, low] = [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
    into.add(high, low, month, department, Number(documents));
  }
}

/** The pseudonym as the signed 64-bit number that PostgreSQL stores. */
function personOf({ high, low }: PersonRow): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}
