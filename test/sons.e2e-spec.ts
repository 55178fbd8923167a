import { startBackend, type Backend } from '#libs/embedded';
import { runMes, runMesForReport, type Report, testCacheDirectory, testInfra } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

const RUN_TIMEOUT_MS = 300_000;
/** Small enough for a test, large enough that shares hold to a tenth of a per cent. */
const SCALE = '0.05';

/**
 * What the advances should be, from the facts and the published figures alone: 30 % of the capped
 * price of each billing unit, rounded half up, and its tax, rounded half up. The tax rate is the only
 * thing taken from the lines: a practice's number does not tell its department.
 */
const ADVANCES_BY_PLAIN_SQL = `
  with paid as (
    select client, solution, step, (data ->> 'amount')::numeric * 100 as cents
    from sons_fact where record = 'AdvancePaid' and outcome = 'applied'
  ), priced as (
    select paid.*, solution.dsr,
      least(
        (ordered.data ->> 'unitPrice')::numeric * 100,
        case solution.dsr when 'LGC' then 28400 when 'LGO' then
          case when (ordered.data ->> 'basis')::bigint < 60000000 then 62500
            when (ordered.data ->> 'basis')::bigint < 80000000 then 67500
            when (ordered.data ->> 'basis')::bigint < 100000000 then 72500
            when (ordered.data ->> 'basis')::bigint < 130000000 then 77500
            when (ordered.data ->> 'basis')::bigint < 180000000 then 82500 else 87500 end
        end) as price_cents,
      case when solution.dsr = 'LGC' then jsonb_array_length(asked.data -> 'units') else 1 end as billed,
      (select distinct vat_permille from payout_line line
        where line.client = paid.client and line.solution = paid.solution) as vat
    from paid
    join reference_sons_solution solution using (solution)
    join sons_fact ordered on ordered.client = paid.client and ordered.solution = paid.solution
      and ordered.record = 'OrderSigned' and ordered.outcome = 'applied'
    join lateral (
      select data from sons_fact request
      where request.client = paid.client and request.solution = paid.solution
        and request.record = 'AdvanceRequested' and request.outcome = 'applied' and request.step < paid.step
      order by request.step desc limit 1
    ) asked on true
    where solution.dsr in ('LGC', 'LGO')
  )
  select count(*)::integer as payments,
    count(*) filter (where cents <> billed * (
      round(price_cents * 300 / 1000) + round(round(price_cents * 300 / 1000) * vat / 1000)))::integer as wrong
  from priced`;

const PAYMENTS_AND_LINES = `
  select
    (select coalesce(sum(case record when 'PaymentRecovered' then -1 else 1 end * (data ->> 'amount')::numeric * 100), 0)
      from sons_fact where outcome = 'applied' and record in ('AdvancePaid', 'BalancePaid', 'PaymentRecovered'))::bigint as payments,
    (select sum(incl_tax_cents) from payout_line)::bigint as lines`;

describe('the SONS from scenario to ledger', () => {
  let backend: Backend;
  let database: pg.Client;
  let settings: Record<string, string>;
  let report: Report;

  beforeAll(async () => {
    backend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    settings = {
      MES_KAFKA_BROKERS: backend.kafkaBrokers,
      MES_DATABASE_URL: backend.databaseUrl,
    };
    const result = await runMesForReport(
      ['simulate', 'sons-wave-1', '--seed', '7', '--scale', SCALE],
      settings,
    );
    if (result.exitCode !== 0) throw new Error(`${result.stdout}\n${result.stderr}`);
    report = result.json;
    database = new pg.Client({ connectionString: backend.databaseUrl });
    await database.connect();
  }, RUN_TIMEOUT_MS);

  afterAll(async () => {
    await database.end();
    await backend.stop();
  });

  const rowOf = async (sql: string): Promise<Record<string, unknown>> =>
    (await database.query<Record<string, unknown>>(sql)).rows[0] ?? {};

  it('is verified cell by cell: volumes, requests, thresholds and lines', () => {
    expect(report.verification.wrong).toBe(0);
    expect(report.events.lost).toBe(0);
    expect(report.sons?.verification.wrong).toBe(0);
    expect(report.sons?.verification.cells).toBeGreaterThan(5000);
    expect(report.sons?.facts.deadLettered).toBe(0);
  });

  it('reproduces both figures of the press in one run', () => {
    expect(report.sons?.balances.share).toBeGreaterThan(0.986);
    expect(report.sons?.balances.share).toBeLessThan(0.988);
    expect(report.sons?.belowThreshold.share).toBeGreaterThan(0.19);
    expect(report.sons?.belowThreshold.share).toBeLessThan(0.21);
  });

  it('pays to the cent what the lines add up to', async () => {
    const { payments, lines } = await rowOf(PAYMENTS_AND_LINES);
    expect(Number(payments)).toBeGreaterThan(1_000_000);
    expect(payments).toBe(lines);
    expect(String(report.sons?.paymentsCents)).toBe(payments);
    expect(String(report.sons?.linesCents)).toBe(lines);
  });

  it('agrees with plain SQL over the facts', async () => {
    const { payments, wrong } = await rowOf(ADVANCES_BY_PLAIN_SQL);
    expect(payments).toBeGreaterThan(500);
    expect(wrong).toBe(0);
  });

  it('keeps the ledger append-only', async () => {
    await expect(database.query('update payout_line set vat_cents = 0')).rejects.toThrow(
      /append-only/,
    );
  });

  it('decides otherwise with the rules known on 1 December 2022', async () => {
    const { stdout, exitCode } = await runMes(
      ['sons', 'report', '--known-on', '2022-12-01', '--format', 'json'],
      settings,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('V1-CITY/2');
    expect(stdout).toContain('V1-CITY/3');
  });
});
