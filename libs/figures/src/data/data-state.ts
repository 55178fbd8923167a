import { createHash } from 'node:crypto';
import type { MonthStatus } from '#libs/indicators';
import { CALENDAR_VERSION, RULE_VERSIONS } from '#libs/sons-rules';
import type { ClientBase, Pool } from 'pg';

/** How far a consumer has read, over all of its partitions. Counts are texts: they may pass 2^53. */
export interface ConsumerState {
  readonly consumer: string;
  readonly partitions: number;
  readonly partitionsWithoutEvents: number;
  readonly records: string;
  readonly counted: string;
  readonly duplicates: string;
  readonly deadLettered: string;
  /** Earliest over the partitions of the latest registeredAt; null while one has read no event. */
  readonly watermarkAt: string | null;
  readonly updatedAt: string;
}

/** A month that holds events. */
export interface MonthRow {
  /** Months since 2000-01. */
  readonly month: number;
  readonly status: MonthStatus;
  readonly revision: number;
  readonly publishedRevision: number | null;
  readonly closedAt: string | null;
  /** Grows when cells of the month were written. */
  readonly changes: string;
}

/** Everything small that says whether figures may have changed. */
export interface DataState {
  /** Changes whenever an answer may have changed. */
  readonly version: string;
  readonly consumers: readonly ConsumerState[];
  readonly months: readonly MonthRow[];
  readonly simulations: readonly { readonly scenario: string; readonly seed: string }[];
  /** Hours after a month's end before it may close; as applied last. */
  readonly graceHours: number;
  /** Number and latest instant of the published revisions. */
  readonly publications: string;
  /** Number and latest instant of the runs that ended; null in a database that keeps no runs. */
  readonly runs: string | null;
}

/** Latest version of the SONS rules; a change of rules changes figures without any row changing. */
export const RULE_VERSION = RULE_VERSIONS.map(({ version }) => version).join(' ');

/** Reads the state: small statements over tables of a few hundred rows. */
export async function readDataState(client: ClientBase | Pool): Promise<DataState> {
  const { rows: tables } = await client.query<{ has_runs: boolean }>(
    `select to_regclass('run') is not null as has_runs`,
  );
  const runs = tables[0]?.has_runs === true ? RUNS_SQL : 'null';
  const { rows } = await client.query<Omit<DataState, 'version'>>(`${STATE_SQL}, ${runs} as runs`);
  const [state] = rows;
  if (state === undefined) throw new Error('data state: expected one row, came none');
  const version = createHash('sha256')
    .update(JSON.stringify([state, RULE_VERSION, CALENDAR_VERSION]))
    .digest('hex')
    .slice(0, 32);
  return { ...state, version };
}

/** Databases of an earlier version have no runs. */
const RUNS_SQL = `(select concat(count(*), ' ', max(ended_at)) from run where ended_at is not null)`;

/** The whole row is aggregated under a name that no column has: that of a column would mean the column. */
const STATE_SQL = `
  select
    (select coalesce(json_agg(one order by one.consumer), '[]') from (
      select consumer, count(*)::integer as "partitions",
        (count(*) - count(watermark_at))::integer as "partitionsWithoutEvents",
        sum(records)::text as records, sum(counted)::text as counted,
        sum(duplicates)::text as duplicates, sum(dead_lettered)::text as "deadLettered",
        case when count(*) = count(watermark_at) then min(watermark_at) end as "watermarkAt",
        max(updated_at) as "updatedAt", sum(next_offset)::text as offsets, sum(epoch)::text as epochs
      from checkpoint group by consumer) one) as consumers,
    (select coalesce(json_agg(one order by one.month), '[]') from (
      select month, status, revision, published_revision as "publishedRevision",
        closed_at as "closedAt", coalesce(changes, 0)::text as changes
      from month_state left join volume_change using (month)) one) as months,
    (select coalesce(json_agg(one order by one.scenario, one.seed), '[]') from (
      select distinct scenario, seed::text as seed from truth_source) one) as simulations,
    (select grace_hours from closing_policy) as "graceHours",
    (select concat(count(*), ' ', max(published_at)) from month_publication) as publications`;
