import { NEW_MONTH, evolveMonth, type MonthState, type MonthStatus } from '#libs/indicators';
import type { ClientBase } from 'pg';
import { numberArray } from './postgres-arrays.js';

/** A closed month got events, which takes a stronger lock than the one at hand: begin again with it. */
export class MonthToReviseError extends Error {}

/** share lets other aggregators commit into the same months; revise may change their state. */
export type MonthLock = 'share' | 'revise';

/** A month that was closed and has a new revision under way. */
export interface RevisedMonth {
  /** Months since 2000-01. */
  readonly month: number;
  readonly revision: number;
}

/** A row of month_state. */
export interface MonthRow {
  month: number;
  status: MonthStatus;
  revision: number;
  published_revision: number | null;
}

/**
 * Locks the months that events are about to be booked in until the transaction ends, so that none is
 * closed meanwhile, and makes the rows of new months.
 *
 * @returns the months that this call moved to a new revision
 * @throws MonthToReviseError when a month is closed and `lock` is share
 */
export async function openMonthsForEvents(
  client: ClientBase,
  months: readonly number[],
  lock: MonthLock,
): Promise<RevisedMonth[]> {
  const states = await lockMonths(client, months, lock);
  const revised: RevisedMonth[] = [];
  for (const [month, state] of states) {
    const next = evolveMonth(state, 'EventsCounted');
    if (next === state) continue;
    if (lock === 'share') throw new MonthToReviseError();
    await client.query('update month_state set status = $2, revision = $3 where month = $1', [
      month,
      next.status,
      next.revision,
    ]);
    revised.push({ month, revision: next.revision });
  }
  return revised;
}

async function lockMonths(
  client: ClientBase,
  months: readonly number[],
  lock: MonthLock,
): Promise<Map<number, MonthState>> {
  const known = await selectMonths(client, months, lock);
  if (known.size === months.length) return known;
  await client.query(
    `insert into month_state (month, status, revision)
     select month, $2, $3 from unnest($1::integer[]) as touched (month) order by month
     on conflict (month) do nothing`,
    [numberArray(months), NEW_MONTH.status, NEW_MONTH.revision],
  );
  return selectMonths(client, months, lock);
}

async function selectMonths(
  client: ClientBase,
  months: readonly number[],
  lock: MonthLock,
): Promise<Map<number, MonthState>> {
  const { rows } = await client.query<MonthRow>(
    `select month, status, revision, published_revision from month_state
     where month = any($1::integer[]) order by month for ${lock === 'share' ? 'share' : 'update'}`,
    [numberArray(months)],
  );
  return new Map(rows.map((row) => [row.month, stateOf(row)]));
}

/** The state that a row holds. */
export function stateOf(row: MonthRow): MonthState {
  const { status, revision, published_revision } = row;
  return { status, revision, publishedRevision: published_revision ?? undefined };
}
