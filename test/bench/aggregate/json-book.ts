import type { Pool, PoolClient } from 'pg';

/** One batch's counts: events by `month|record|solution|department` and by `month|record|solution|type`. */
export interface BatchCounts {
  readonly byDepartment: ReadonlyMap<string, number>;
  readonly byType: ReadonlyMap<string, number>;
}

const TABLES = `
  create schema if not exists bench;
  drop table if exists bench.next_offset, bench.by_department, bench.by_type;
  create table bench.next_offset (
    topic text, partition integer, next_offset bigint not null, primary key (topic, partition));
  create table bench.by_department (
    month integer, record text, solution integer, department text, events bigint not null,
    primary key (month, record, solution, department));
  create table bench.by_type (
    month integer, record text, solution integer, type text, events bigint not null,
    primary key (month, record, solution, type))`;

/** Counts and offsets in one transaction: what makes the JSON consumer count exactly once. */
export class JsonBook {
  constructor(private readonly pool: Pool) {}

  /** Empty tables: each run counts anew. */
  async open(): Promise<void> {
    await this.pool.query(TABLES);
  }

  /** Stores the counts of one batch and the offset after it, or neither. */
  async book(
    counts: BatchCounts,
    position: { readonly topic: string; readonly partition: number; readonly nextOffset: string },
  ): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into bench.next_offset values ($1, $2, $3)
         on conflict (topic, partition) do update set next_offset = excluded.next_offset`,
        [position.topic, position.partition, position.nextOffset],
      );
      await addCounts(client, 'by_department', 'department', counts.byDepartment);
      await addCounts(client, 'by_type', 'type', counts.byType);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Events in the tables. */
  async counted(): Promise<number> {
    const { rows } = await this.pool.query<{ events: string | null }>(
      'select sum(events) events from bench.by_department',
    );
    return Number(rows[0]?.events ?? 0);
  }
}

/** Rows in the order of their keys, so that two partitions' transactions never wait for each other in a ring. */
async function addCounts(
  client: PoolClient,
  table: 'by_department' | 'by_type',
  dimension: 'department' | 'type',
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  const cells = [...counts].map(([key, events]) => ({ parts: key.split('|'), events }));
  await client.query(
    `insert into bench.${table} as stored (month, record, solution, ${dimension}, events)
     select * from unnest($1::integer[], $2::text[], $3::integer[], $4::text[], $5::bigint[])
       as cell (month, record, solution, dimension, events)
     order by 1, 2, 3, 4
     on conflict (month, record, solution, ${dimension})
     do update set events = stored.events + excluded.events`,
    [
      ...[0, 1, 2, 3].map((part) => cells.map(({ parts }) => parts[part])),
      cells.map(({ events }) => events),
    ],
  );
}
