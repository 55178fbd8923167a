import { randomUUID } from 'node:crypto';
import { MEASURE, VolumeCells } from '#libs/indicators';
import {
  VOLUME_CONSUMER,
  VolumeCheckpoint,
  createPool,
  runMigrations,
  volumeDeltasOf,
} from '#libs/store';
import { testBackend } from '#libs/testing';
import pg from 'pg';

/** A migrated database of its own for one spec file. */
export interface TestDatabase {
  readonly pool: pg.Pool;
  /** Counts cells as the aggregator does, one record a call. */
  count(cells: VolumeCells): Promise<void>;
  /** Closes the pool and removes the database. */
  drop(): Promise<void>;
}

const clock = { nowMs: () => 1_700_000_000_000 };

export async function createTestDatabase(): Promise<TestDatabase> {
  const { MES_DATABASE_URL: serverUrl } = testBackend();
  const name = `mes_figures_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await runMigrations(url.href);
  const pool = createPool(url.href);
  let offset = 0n;
  return {
    pool,
    count: async (cells) => {
      await countOnce(pool, cells, offset);
      offset += 1n;
    },
    drop: async () => {
      await pool.end();
      await execute(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function countOnce(pool: pg.Pool, cells: VolumeCells, expectedOffset: bigint): Promise<void> {
  const checkpoint = new VolumeCheckpoint(pool, VOLUME_CONSUMER, clock);
  const [taken] = await checkpoint.take(
    [{ topic: 'mes.dmp.v1', topicId: 'id', partition: 0 }],
    'spec',
  );
  if (taken === undefined) throw new Error('not taken');
  const { topic, partition, epoch } = taken;
  await checkpoint.commit({
    partitions: [
      {
        ...{ topic, partition, epoch, expectedOffset, nextOffset: expectedOffset + 1n },
        ...{ records: 1, counted: 1, duplicates: 0, deadLettered: 0 },
        watermarkMs: Date.UTC(2024, 0, 10),
      },
    ],
    sources: [],
    volumes: volumeDeltasOf(cells),
    sent: [],
  });
}

/** Cells of both cubes that hold the same events: the documents of a solution in a department. */
export function cellsOf(
  ...counts: readonly (readonly [
    month: number,
    solution: number,
    department: number,
    events: number,
    measure?: number,
    type?: number,
  ])[]
): VolumeCells {
  const cells = new VolumeCells();
  for (const [month, solution, department, events, measure, type] of counts) {
    const what = measure ?? MEASURE.documentsDeposited;
    cells.addCount('department', month, what, solution, department, events);
    cells.addCount('type', month, what, solution, type ?? 0, events);
  }
  return cells;
}

async function execute(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
