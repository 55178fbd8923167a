import type { Queries } from '../connection/queries.js';
import { SHARD_COUNT, type Channel } from '#libs/events';
import type { PersonSample } from '#libs/indicators';
import type { ClientBase, Pool } from 'pg';
import { numberArray } from '../checkpoint/postgres-arrays.js';
import { personDeltasOf } from '../people/person-rows.js';

/** An event of an intake as it is published: its place, its key and its framed bytes. */
export interface OutboxRecord {
  readonly shard: number;
  readonly sequence: number;
  /** StructIdNat of the depositing site: the key of the record. */
  readonly site: string;
  readonly value: Buffer;
  /** Channel of the event where it is a companion's; omitted: the intake's own. */
  readonly companion?: Channel;
  /** W3C trace context of the work that stored it; omitted while nobody traces. */
  readonly traceparent?: string;
}

/** Names 48 streams in the tables: those of an intake, or those that it has on a companion's topic. */
export type IntakeStreams = Channel | `${Channel}/intake-${Channel}`;

/** Events of one finest cell of the volumes. */
export interface IntakeTruthCell {
  /** Months since 2000-01. */
  readonly month: number;
  readonly measure: number;
  readonly solution: number;
  readonly department: number;
  readonly documentType: number;
  readonly events: number;
}

/** Makes the rows of 48 streams where they are missing. */
export async function ensureIntakeSources(
  client: ClientBase,
  streams: IntakeStreams,
): Promise<void> {
  await client.query(
    `insert into intake_source (channel, shard)
     select $1, shard from generate_series(0, $2::int - 1) as shard on conflict do nothing`,
    [streams, SHARD_COUNT],
  );
}

/** Where a stream stands. */
export interface IntakeTurn {
  readonly nextSequence: number;
  /** Eight hexadecimal digits, drawn when the row was made; part of the stream's name. */
  readonly birth: string;
}

/**
 * Takes the turn of 48 streams until the transaction ends.
 *
 * @returns where each of them stands, by shard
 */
export async function lockIntakeSources(
  client: ClientBase,
  streams: IntakeStreams,
): Promise<IntakeTurn[]> {
  const { rows } = await client.query<{ next_sequence: string; birth: string }>({
    name: 'intake-lock',
    text: `select next_sequence, birth from intake_source where channel = $1 order by shard for no key update`,
    values: [streams],
  });
  return rows.map(({ next_sequence, birth }) => ({ nextSequence: Number(next_sequence), birth }));
}

/** Puts events into the outbox and moves their streams on. The caller holds the turn of the streams. */
export async function saveOutbox(
  client: ClientBase,
  streams: IntakeStreams,
  records: readonly OutboxRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await client.query({
    name: 'intake-outbox',
    text: `with given as (
       select * from unnest($2::smallint[], $3::bigint[], $4::text[], $5::bytea[], $6::text[]) as g (shard, sequence, site, value, traceparent)
     ), moved as (
       update intake_source s set next_sequence = last.next
       from (select shard, max(sequence) + 1 as next from given group by shard) as last
       where s.channel = $1 and s.shard = last.shard
     )
     insert into intake_outbox (channel, shard, sequence, site, value, traceparent)
     select $1, shard, sequence, site, value, traceparent from given`,
    values: [
      streams,
      numberArray(records.map(({ shard }) => shard)),
      numberArray(records.map(({ sequence }) => sequence)),
      records.map(({ site }) => site),
      records.map(({ value }) => value),
      records.map(({ traceparent }) => traceparent ?? null),
    ],
  });
}

/** Takes out of the outbox what was published and acknowledged. */
export async function forgetOutbox(
  client: ClientBase | Pool,
  streams: IntakeStreams,
  records: readonly OutboxRecord[],
): Promise<void> {
  if (records.length === 0) return;
  // Without a name: a plan kept from when the table was empty would go over all of it.
  await client.query({
    text: `delete from intake_outbox o using unnest($2::smallint[], $3::bigint[]) as done (shard, sequence)
     where o.channel = $1 and o.shard = done.shard and o.sequence = done.sequence`,
    values: [
      streams,
      numberArray(records.map(({ shard }) => shard)),
      numberArray(records.map(({ sequence }) => sequence)),
    ],
  });
}

/** The oldest events of 48 streams in the outbox, in the order of their streams. */
export async function readOutbox(
  client: ClientBase | Pool,
  streams: IntakeStreams,
  recordsMax: number,
): Promise<OutboxRecord[]> {
  const { rows } = await client.query<{
    shard: number;
    sequence: string;
    site: string;
    value: Buffer;
    traceparent: string | null;
  }>(
    `select shard, sequence, site, value, traceparent from intake_outbox
     where channel = $1 order by shard, sequence limit $2`,
    [streams, recordsMax],
  );
  return rows.map(({ traceparent, ...row }) => ({
    ...row,
    sequence: Number(row.sequence),
    ...(traceparent !== null && { traceparent }),
  }));
}

/** Adds events to the truth. The caller holds the channel's turn, so that no two writers meet in a cell. */
export async function addIntakeTruth(
  client: ClientBase,
  channel: Channel,
  cells: readonly IntakeTruthCell[],
): Promise<void> {
  if (cells.length === 0) return;
  await client.query({
    name: 'intake-truth',
    text: `insert into intake_truth as known (channel, month, measure, solution, department, document_type, events)
     select $1, * from unnest($2::integer[], $3::smallint[], $4::smallint[], $5::smallint[], $6::smallint[], $7::bigint[])
     on conflict (channel, month, measure, solution, department, document_type)
       do update set events = known.events + excluded.events`,
    values: [
      channel,
      numberArray(cells.map(({ month }) => month)),
      numberArray(cells.map(({ measure }) => measure)),
      numberArray(cells.map(({ solution }) => solution)),
      numberArray(cells.map(({ department }) => department)),
      numberArray(cells.map(({ documentType }) => documentType)),
      numberArray(cells.map(({ events }) => events)),
    ],
  });
}

/** Adds documents of sampled persons to the truth, under the channel's turn as well. */
export async function addIntakePeople(
  client: ClientBase,
  channel: Channel,
  people: PersonSample,
): Promise<void> {
  if (people.size === 0) return;
  const { persons, places, documents } = personDeltasOf(people);
  await client.query(
    `insert into intake_person_truth as known (channel, month, person, department, documents)
     select $1, place >> 7, person, place & 127, added.documents
     from unnest($2::bigint[], $3::integer[], $4::bigint[]) as added (person, place, documents)
     on conflict (channel, month, person, department)
       do update set documents = known.documents + excluded.documents`,
    [channel, persons, places, documents],
  );
}

/** What all intakes of this database know to be true. */
export async function readIntakeTruth(pool: Queries): Promise<IntakeTruthCell[]> {
  const { rows } = await pool.query<Omit<IntakeTruthCell, 'events'> & { events: string }>(
    `select month, measure, solution, department, document_type as "documentType", sum(events) as events
     from intake_truth group by 1, 2, 3, 4, 5`,
  );
  return rows.map((row) => ({ ...row, events: Number(row.events) }));
}
