import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Table, View } from '#libs/exports';
import { SONS_SOLUTIONS } from '#libs/reference';
import { newRequest, type RequestState } from '#libs/sons-rules';
import { DatabaseFigures } from '../database-figures.js';
import { QueryFaultsError } from '../figures.js';
import type { IndicatorName } from '../indicator.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const INSTALLED_MS = Date.UTC(2023, 2, 1);
const DEPOSITED_MS = Date.UTC(2023, 9, 10);
const DAY_MS = 86_400_000;
/** Clients with an order. */
const CLIENTS = 240;
const SOLUTION_CODES = [
  'LGC-01',
  'LGC-02',
  'LGC-03',
  'LGO-01',
  'LGO-02',
  'RIS-01',
  'SGL-01',
  'DPI-01',
  'RI-01',
  'DUI-01',
];

interface TestRequest {
  readonly state: RequestState;
  /** Documents of each perimeter unit. */
  readonly documents: readonly number[];
}

/** Requests in every state of a balance, with documents on both sides of the threshold. */
function requests(): TestRequest[] {
  return Array.from({ length: CLIENTS }, (_, at) => {
    const code = SOLUTION_CODES[at % SOLUTION_CODES.length];
    const solution = SONS_SOLUTIONS.findIndex((candidate) => candidate.code === code);
    const client = `20800${String(10_000 + at)}`;
    const isOfDoctors = code?.startsWith('LGC') === true;
    const units = isOfDoctors
      ? [0, 1].map((doctor) => `8980003${String(10_000 + at)}${String(doctor)}`)
      : [client];
    const isInstalled = at % 7 !== 0;
    const isDeposited = isInstalled && at % 5 !== 0;
    const state: RequestState = {
      ...newRequest(client, solution),
      status: isDeposited ? 'balance_validated' : 'advance_paid',
      window: 'V1-CITY',
      units,
      unitPriceCents: 28_400,
      unitCapCents: 28_400,
      vatPermille: 200,
      signedAtMs: Date.UTC(2022, 5, 1),
      orderDepositedAtMs: Date.UTC(2022, 5, 2),
      advanceUnits: units,
      advancePaidAtMs: Date.UTC(2022, 7, 1),
      installedAtMs: isInstalled ? INSTALLED_MS : null,
      isVerificationSigned: isInstalled,
      unitInvoicedCents: isDeposited ? 28_400 : null,
      balanceUnits: isDeposited ? units : [],
      balanceFirstDepositedAtMs: isDeposited ? DEPOSITED_MS : null,
      balanceDepositedAtMs: isDeposited ? DEPOSITED_MS : null,
      balanceValidatedAtMs: isDeposited && at % 2 === 0 ? DEPOSITED_MS + 1 : null,
      obstacle: at % 3 === 0 ? 'DIRECTORY' : null,
    };
    return { state, documents: units.map((_unit, unit) => 7 + ((at + unit) % 8)) };
  });
}

describe('the indicators of the SONS', () => {
  let database: TestDatabase;
  let figures: DatabaseFigures;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const request of requests()) await store(request);
    figures = new DatabaseFigures(database.pool, { staleness: { freshMs: 0, staleMsMax: 0 } });
  });
  afterAll(() => database.drop());

  async function store({ state, documents }: TestRequest): Promise<void> {
    await database.pool.query(
      `insert into sons_request (client, solution, partition, status, next_step, window_code, signed_at_ms,
         installed_at_ms, balance_first_deposited_at_ms, balance_deposited_at_ms, balance_validated_at_ms,
         balance_paid_at_ms, obstacle, state)
       values ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[
          state.client,
          state.solution,
          state.status,
          state.nextStep,
          state.window,
          state.signedAtMs,
        ],
        ...[state.installedAtMs, state.balanceFirstDepositedAtMs, state.balanceDepositedAtMs],
        ...[state.balanceValidatedAtMs, state.balancePaidAtMs, state.obstacle],
        JSON.stringify(state),
      ],
    );
    for (const [at, unit] of state.units.entries()) {
      const instants = Array.from(
        { length: documents[at] ?? 0 },
        (_, day) => INSTALLED_MS + day * DAY_MS,
      );
      await database.pool.query(
        `insert into sons_usage (client, solution, unit, partition, from_order, from_installation)
         values ($1, $2, $3, 0, $4, $4)`,
        [state.client, state.solution, unit, instants],
      );
      await database.pool.query(
        `insert into payout_line (line, partition, client, solution, unit, kind, paid_at_ms, excl_tax_cents,
           vat_permille, vat_cents, incl_tax_cents, rule_version)
         values ($1, 0, $2, $3, $4, 'advance', $5, $6, 200, $7, $8, 'V1-CITY/2')`,
        [
          ...[
            `${state.client}/${String(state.solution)}/5/${unit}/advance`,
            state.client,
            state.solution,
            unit,
          ],
          ...[state.advancePaidAtMs, 8_520 + at, 1_704, 10_224 + at],
        ],
      );
    }
  }

  const ask = (
    name: IndicatorName,
    parameters: Record<string, string> = {},
    view: View = 'owner',
  ): Promise<Table> =>
    figures.answer(name, {
      view,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [key, [value]]),
      ),
    });

  const objectsOf = ({ columns, rows }: Table): Record<string, Cell>[] =>
    rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));

  const query = async (sql: string): Promise<Record<string, unknown>[]> => {
    const { rows } = await database.pool.query<Record<string, unknown>>(sql);
    return rows;
  };

  it('lists the units of the view, one by one', async () => {
    const units = objectsOf(await ask('usage-thresholds', { detail: 'units' }));
    const rows = await query(
      `select client, unit, editor, solution, dsr, couloir, documents, is_capped, threshold, distance,
         verdict, cause, window_from, window_to, rule_version from usage_thresholds`,
    );
    const keyOf = (row: Record<string, unknown>): string =>
      `${String(row['client'])} ${String(row['solution'])} ${String(row['unit'])}`;
    const byKey = new Map(units.map((unit) => [keyOf(unit), unit]));
    expect(units).toHaveLength(rows.length);
    for (const row of rows) {
      const instant = (value: unknown): unknown =>
        value instanceof Date ? value.toISOString() : value;
      const expected = {
        ...row,
        window_from: instant(row['window_from']),
        window_to: instant(row['window_to']),
      };
      expect(byKey.get(keyOf(row))).toEqual(expected);
    }
  });

  it('counts units as the view does, by any breakdown', async () => {
    for (const by of ['couloir,editor', 'couloir', 'dsr', 'solution', 'none']) {
      const groups = objectsOf(await ask('usage-thresholds', { by }));
      const sum = (name: string): number =>
        groups.reduce((total, row) => total + Number(row[name]), 0);
      const [row] = await query(
        `select count(*)::integer units, (count(*) filter (where verdict in ('met', 'below')))::integer judged,
           (count(*) filter (where verdict = 'below'))::integer below,
           (count(*) filter (where cause = 'DIRECTORY'))::integer directory from usage_thresholds`,
      );
      expect({
        units: sum('units'),
        judged: sum('judged'),
        below: sum('below'),
        directory: sum('below_directory'),
      }).toEqual(row);
    }
  });

  it('gives the quantiles of PostgreSQL', async () => {
    const [row] = await query(
      `select percentile_cont(0.25) within group (order by distance) q1,
         percentile_cont(0.5) within group (order by distance) median,
         percentile_cont(0.75) within group (order by distance) q3
       from usage_thresholds where verdict in ('met', 'below')`,
    );
    const [all] = objectsOf(await ask('usage-thresholds', { by: 'none' }));
    expect([all?.['distance_q1'], all?.['distance_median'], all?.['distance_q3']]).toEqual([
      row?.['q1'],
      row?.['median'],
      row?.['q3'],
    ]);
  });

  it('pays what the view says, to the cent, and tells deposited from validated from paid', async () => {
    const groups = objectsOf(await ask('payouts'));
    const rows = await query('select * from payout_by_editor');
    expect(groups).toHaveLength(rows.length);
    const byKey = new Map(
      groups.map((group) => [`${String(group['couloir'])}/${String(group['editor'])}`, group]),
    );
    for (const row of rows) {
      const group = byKey.get(`${String(row['couloir'])}/${String(row['editor'])}`);
      for (const name of [
        'clients',
        'requests',
        'balances_deposited',
        'balances_validated',
        'balances_paid',
      ]) {
        expect(group?.[name]).toBe(Number(row[name]));
      }
      for (const name of [
        'advance_euros',
        'balance_euros',
        'offset_euros',
        'recovered_euros',
        'total_euros',
      ]) {
        expect(Number(group?.[name]).toFixed(2)).toBe(row[name]);
      }
      expect(group?.['total_cents']).toBe(Math.round(Number(row['total_euros']) * 100));
    }
    const lines = objectsOf(await ask('payouts', { detail: 'lines' }));
    const cents = lines.reduce((total, line) => total + Number(line['incl_tax_cents']), 0);
    expect(cents).toBe(groups.reduce((total, group) => total + Number(group['total_cents']), 0));
  });

  it('moves with one parameter at a time, beside the defaults', async () => {
    const rows = objectsOf(await ask('sons-sensitivity'));
    expect(
      rows.map(({ parameter, value, is_default: isDefault }) => [parameter, value, isDefault]),
    ).toEqual([
      ['threshold', '9', false],
      ['threshold', '10', true],
      ['threshold', '11', false],
      ['grain', 'default', true],
      ['grain', 'practice', false],
      ['windowStart', 'installation', true],
      ['windowStart', 'order', false],
      ['windowEnd', 'balance_deposited', true],
      ['windowEnd', 'closing', false],
    ]);
    const [row] = await query(
      `select (count(*) filter (where verdict = 'below'))::integer below,
         (count(*) filter (where verdict in ('met', 'below') and documents < 9))::integer below9
       from usage_thresholds`,
    );
    expect([rows[1]?.['below'], rows[0]?.['below']]).toEqual([row?.['below'], row?.['below9']]);
    expect(rows[1]?.['difference_cents']).toBe(0);
    expect(Number(rows[0]?.['difference_cents'])).toBeGreaterThan(0);
    expect(Number(rows[2]?.['difference_cents'])).toBeLessThan(0);
  });

  it('shows units and lines to the owner alone, and hides rows of few clients', async () => {
    await expect(ask('usage-thresholds', { detail: 'units' }, 'public')).rejects.toThrow(
      QueryFaultsError,
    );
    await expect(ask('payouts', { detail: 'lines' }, 'public')).rejects.toThrow(QueryFaultsError);
    await expect(ask('payouts', { by: 'solution' }, 'public')).rejects.toThrow(QueryFaultsError);
    const one = requests()[0];
    if (one === undefined) throw new Error('no request');
    const solution = SONS_SOLUTIONS.findIndex(({ code }) => code === 'LGO-09');
    await store({
      ...one,
      state: { ...one.state, solution, client: '2080099999', units: ['2080099999'] },
    });
    for (const name of ['payouts', 'usage-thresholds'] as const) {
      const shown = await new DatabaseFigures(database.pool).answer(name, {
        parameters: {},
        view: 'public',
      });
      const owner = await new DatabaseFigures(database.pool).answer(name, {
        parameters: {},
        view: 'owner',
      });
      expect(shown.rows).toHaveLength(owner.rows.length);
      const values = shown.columns.flatMap(({ role }, at) => (role === 'value' ? [at] : []));
      expect(shown.statuses).toContain('s');
      shown.statuses.forEach((status, row) => {
        if (status === 's') expect(values.every((at) => shown.rows[row]?.[at] === null)).toBe(true);
      });
    }
    const causes = await ask('usage-thresholds', { by: 'cause' }, 'public');
    expect(objectsOf(causes).map(({ cause }) => cause)).toContain('DIRECTORY');
  });
});
