import { pressFiguresOf, type PressFigures } from '#libs/figures';
import {
  assessUsage,
  compareSonsCells,
  DEFAULT_USAGE,
  type SonsComparison,
} from '#libs/sons-rules';
import { readRequests, readSonsCells, readUsage } from '#libs/store';
import type { Pool } from 'pg';
import type { SonsTruth } from './run-database.js';

/** What the database holds of the SONS, held against the generator's truth. Amounts are cents, tax included. */
export interface SonsCheck {
  readonly figures: PressFigures;
  /** What the payment facts add up to, recoveries deducted. */
  readonly paymentsCents: number;
  /** What the lines of the ledger add up to. */
  readonly linesCents: number;
  readonly verification: SonsComparison;
  /** Cells that differ, and one more when payments and lines do not add up to the same. */
  readonly wrong: number;
  /** False after a run that was cut short: no cell was compared. */
  readonly isCompared: boolean;
}

/** Compares every cell, and payments with lines. After a run that was cut short only payments and lines. */
export async function checkSons(pool: Pool, truth: SonsTruth): Promise<SonsCheck> {
  const requests = await readRequests(pool);
  const usageOf = await readUsage(pool);
  const assessments = requests.flatMap((state) =>
    assessUsage(state, (unit) => usageOf(state.client, state.solution, unit), DEFAULT_USAGE),
  );
  const verification = truth.isWhole
    ? compareSonsCells(truth.cells, await readSonsCells(pool))
    : { cells: 0, differences: [] };
  const { paymentsCents, linesCents } = await readSums(pool);
  return {
    figures: pressFiguresOf(requests, assessments),
    paymentsCents,
    linesCents,
    verification,
    wrong: verification.differences.length + (paymentsCents === linesCents ? 0 : 1),
    isCompared: truth.isWhole,
  };
}

async function readSums(pool: Pool): Promise<{ paymentsCents: number; linesCents: number }> {
  const { rows } = await pool.query<{ payments: string; lines: string }>(
    `select
       (select coalesce(sum(case record when 'PaymentRecovered' then -1 else 1 end
           * (data ->> 'amount')::numeric * 100), 0)::bigint
         from sons_fact
         where outcome = 'applied' and record in ('AdvancePaid', 'BalancePaid', 'PaymentRecovered')) as payments,
       (select coalesce(sum(incl_tax_cents), 0)::bigint from payout_line) as lines`,
  );
  return {
    paymentsCents: Number(rows[0]?.payments ?? 0),
    linesCents: Number(rows[0]?.lines ?? 0),
  };
}
