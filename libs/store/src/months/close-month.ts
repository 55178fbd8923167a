import { MonthAlreadyClosedError, evolveMonth, type MonthState } from '#libs/indicators';
import { EXIT_CODE, MesError } from '#libs/platform';
import { formatMonth, monthStartMs } from '#libs/reference';
import type { ClientBase, Pool } from 'pg';
import { stateOf, type MonthRow } from '../checkpoint/month-rows.js';
import { inTransaction } from '../connection/transaction.js';
import { VOLUME_CONSUMER } from '../consumers.js';

const HOUR_MS = 3_600_000;

/** A month that may not close now; nothing was changed. */
export class MonthNotClosableError extends MesError {
  readonly exitCode = EXIT_CODE.badInvocation;

  constructor(
    readonly month: number,
    reason: string,
  ) {
    super(`${formatMonth(month)} was not closed: ${reason}`);
  }
}

/** What closing a month published. */
export interface ClosedMonth {
  /** Months since 2000-01. */
  readonly month: number;
  readonly revision: number;
}

export interface ClosingOptions {
  /** Hours after the month's end during which late events are still waited for. */
  readonly graceHours: number;
  /** True: close although events of the month may still come. Default false. */
  readonly force?: boolean;
}

/**
 * Publishes a month's figures under its present revision. An event that comes later opens the next
 * revision, which another closing publishes.
 *
 * Without `force` a month closes once every partition has read past its end and the grace period:
 * the latest `registeredAt` of each is the proof, and a partition that read nothing gives none.
 *
 * @param month months since 2000-01, Europe/Paris
 * @throws MonthNotClosableError when it holds no event, is closed already or is not due
 */
export async function closeMonth(
  pool: Pool,
  month: number,
  { graceHours, force = false }: ClosingOptions,
): Promise<ClosedMonth> {
  return inTransaction(pool, async (client) => {
    await keepGraceHours(client, graceHours);
    const state = await lockMonth(client, month);
    if (!force) await assertDue(client, month, graceHours);
    const { revision } = closedFrom(month, state);
    await client.query(
      `insert into month_publication (month, revision, measure, events, published_at)
       select month, $2, measure, sum(events), now() from volume_by_department
       where month = $1 group by month, measure`,
      [month, revision],
    );
    await client.query(
      `update month_state set status = 'closed', published_revision = revision, closed_at = now()
       where month = $1`,
      [month],
    );
    return { month, revision };
  });
}

/**
 * The months that may close now without force, ascending: open or revising, with every partition
 * read past their end and the grace period.
 */
export async function monthsDue(pool: Pool, graceHours: number): Promise<number[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ month: number }>(
      `select month from month_state where status <> 'closed' order by month`,
    );
    const watermarks = await readWatermarks(client);
    return rows
      .map(({ month }) => month)
      .filter((month) => partitionsBehind(watermarks, month, graceHours).length === 0);
  });
}

/** The view month_status shows the period that was applied last. */
async function keepGraceHours(client: ClientBase, graceHours: number): Promise<void> {
  await client.query('update closing_policy set grace_hours = $1 where grace_hours <> $1', [
    graceHours,
  ]);
}

/** Waits for commits under way in the month, and keeps others out until this transaction ends. */
async function lockMonth(client: ClientBase, month: number): Promise<MonthState> {
  const { rows } = await client.query<MonthRow>(
    'select month, status, revision, published_revision from month_state where month = $1 for update',
    [month],
  );
  const [row] = rows;
  if (row === undefined) {
    throw new MonthNotClosableError(month, 'expected a month with events, came one without any.');
  }
  return stateOf(row);
}

function closedFrom(month: number, state: MonthState): MonthState {
  try {
    return evolveMonth(state, 'MonthClosed');
  } catch (error) {
    if (!(error instanceof MonthAlreadyClosedError)) throw error;
    throw new MonthNotClosableError(
      month,
      `revision ${state.revision} is published already, and no event came since.`,
    );
  }
}

interface Watermark {
  topic: string;
  partition: number;
  watermark_at: Date | null;
}

async function assertDue(client: ClientBase, month: number, graceHours: number): Promise<void> {
  const watermarks = await readWatermarks(client);
  const behind = partitionsBehind(watermarks, month, graceHours);
  if (behind.length === 0) return;
  const closableFrom = new Date(closableFromMs(month, graceHours)).toISOString();
  throw new MonthNotClosableError(
    month,
    `expected every partition to have read past ${closableFrom} (the month's end and ${graceHours} hours of grace); ` +
      `came ${describe(behind)}. Wait for later events, or force it: a late event then opens a new revision.`,
  );
}

async function readWatermarks(client: ClientBase): Promise<Watermark[]> {
  const { rows } = await client.query<Watermark>(
    'select topic, partition, watermark_at from checkpoint where consumer = $1 order by topic, partition',
    [VOLUME_CONSUMER],
  );
  return rows;
}

/** Without a single checkpoint nothing proves that the month is over. */
function partitionsBehind(
  watermarks: readonly Watermark[],
  month: number,
  graceHours: number,
): (Watermark | undefined)[] {
  if (watermarks.length === 0) return [undefined];
  const limitMs = closableFromMs(month, graceHours);
  return watermarks.filter(
    ({ watermark_at }) => watermark_at === null || watermark_at.getTime() < limitMs,
  );
}

/** First instant at which no event of the month is waited for any more. */
function closableFromMs(month: number, graceHours: number): number {
  return monthStartMs(month + 1) + graceHours * HOUR_MS;
}

/** Partitions named in a message. */
const NAMED_MAX = 3;

function describe(behind: readonly (Watermark | undefined)[]): string {
  const named = behind.slice(0, NAMED_MAX).map((watermark) => {
    if (watermark === undefined) return 'no partition read at all';
    const { topic, partition, watermark_at } = watermark;
    return `${topic}/${partition} at ${watermark_at?.toISOString() ?? 'no event yet'}`;
  });
  const others = behind.length - named.length;
  return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ');
}
