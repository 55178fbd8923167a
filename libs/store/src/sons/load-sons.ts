import type { RequestFact } from '#libs/events';
import type { RequestState } from '#libs/sons-rules';
import type { Pool } from 'pg';
import { numberArray } from '../checkpoint/postgres-arrays.js';
import type { ChangedRequest, JudgedFact, SubjectRow, UsageRow } from './sons-changes.js';

/** A held fact of a request. */
export interface HeldFact extends JudgedFact {
  readonly fact: RequestFact;
}

/** What the documents of a partition were counted with. */
export interface StoredCounting {
  readonly partition: number;
  readonly fingerprint: string;
  /** True when they are to be counted again. */
  readonly isStale: boolean;
}

/** Everything that the SONS aggregator has stored of partitions. */
export interface StoredSons {
  readonly requests: readonly ChangedRequest[];
  readonly held: readonly HeldFact[];
  readonly usage: readonly UsageRow[];
  readonly subjects: readonly SubjectRow[];
}

/** Loads what was stored of partitions. The caller has taken them, so that nobody changes it meanwhile. */
export async function loadSons(pool: Pool, partitions: readonly number[]): Promise<StoredSons> {
  const select = async <Row extends object>(sql: string): Promise<Row[]> => {
    const { rows } = await pool.query<Row>(`${sql} where partition = any($1::integer[])`, [
      numberArray(partitions),
    ]);
    return rows;
  };
  const requests = await select<{ partition: number; state: RequestState }>(
    'select partition, state from sons_request',
  );
  const usage = await select<StoredUsageRow>(
    'select partition, client, solution, unit, from_order, from_installation from sons_usage',
  );
  const subjects = await select<Omit<SubjectRow, 'ever'> & { ever: string[] }>(
    'select partition, site, author, solution, ever from sons_subject',
  );
  return {
    requests,
    held: await loadHeld(pool, partitions),
    usage: usage.map(usageRowOf),
    subjects: subjects.map((row) => ({ ...row, ever: row.ever.map(Number) })),
  };
}

/** What the documents of partitions were counted with; nothing for those that never were. */
export async function loadCounting(
  pool: Pool,
  partitions: readonly number[],
): Promise<StoredCounting[]> {
  const { rows } = await pool.query<StoredCounting>(
    `select partition, fingerprint, is_stale as "isStale" from sons_counting
     where partition = any($1::integer[])`,
    [numberArray(partitions)],
  );
  return rows;
}

/** A row of sons_usage as the driver gives it: 64-bit numbers as text. */
export interface StoredUsageRow {
  partition: number;
  client: string;
  solution: number;
  unit: string;
  from_order: string[];
  from_installation: string[];
}

/** The row in the program's own terms. */
export function usageRowOf(row: StoredUsageRow): UsageRow {
  const { partition, client, solution, unit, from_order, from_installation } = row;
  return {
    partition,
    client,
    solution,
    unit,
    fromOrder: from_order.map(Number),
    fromInstallation: from_installation.map(Number),
  };
}

async function loadHeld(pool: Pool, partitions: readonly number[]): Promise<HeldFact[]> {
  const { rows } = await pool.query<{ partition: number; log_offset: string; data: RequestFact }>(
    `select partition, log_offset, data from sons_fact
     where outcome = 'held' and partition = any($1::integer[]) order by partition, log_offset`,
    [numberArray(partitions)],
  );
  return rows.map(({ partition, log_offset, data }) => ({
    partition,
    fact: data,
    offset: BigInt(log_offset),
    outcome: 'held',
    reason: null,
  }));
}
