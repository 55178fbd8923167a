import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SONS_SOLUTIONS, type SonsDsrCode } from '#libs/reference';
import {
  CALENDAR_VERSION,
  DEFAULT_USAGE,
  INSTANTS_KEPT_MAX,
  assessUsage,
  lineCell,
  newRequest,
  requestCell,
  usageCell,
  type PayoutLine,
  type RequestState,
  type UsageAssessment,
} from '#libs/sons-rules';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { inTransaction } from '../connection/transaction.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { loadSons } from './load-sons.js';
import { readFacts, readLines, readRequests, readSonsCells, readUsage } from './read-sons.js';
import { bookSons, type SonsChanges, type UsageRow } from './sons-changes.js';

const INSTALLED_AT_MS = Date.UTC(2022, 8, 1, 10);
const BALANCE_AT_MS = Date.UTC(2023, 1, 1, 10);
/** What `occurredAt` of a fact may be at most. */
const FIRST_AT_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_AT_MS = Date.parse('9999-12-31T23:59:59.999Z');
const NOTHING: SonsChanges = {
  facts: [],
  requests: [],
  lines: [],
  incentives: [],
  usage: [],
  subjects: [],
  watchedSubjects: [],
  stalePartitions: [],
};

const solutionOf = (dsr: SonsDsrCode): number =>
  SONS_SOLUTIONS.findIndex((solution) => solution.dsr === dsr && solution.isFinanced);
const every = (count: number, fromMs = INSTALLED_AT_MS): number[] =>
  Array.from({ length: count }, (_, index) => fromMs + index * 1000);

/** A request whose units have these documents from the installation on. */
function requestOf(
  client: string,
  dsr: SonsDsrCode,
  documents: Readonly<Record<string, readonly number[]>>,
  more: Partial<RequestState> = {},
): { state: RequestState; usage: UsageRow[] } {
  const units = Object.keys(documents);
  const solution = solutionOf(dsr);
  const state: RequestState = {
    ...newRequest(client, solution),
    status: 'balance_deposited',
    window: 'V1-CITY',
    units,
    advanceUnits: units,
    balanceUnits: units,
    signedAtMs: INSTALLED_AT_MS - 1,
    installedAtMs: INSTALLED_AT_MS,
    balanceFirstDepositedAtMs: BALANCE_AT_MS,
    balanceDepositedAtMs: BALANCE_AT_MS,
    ...more,
  };
  const usage = Object.entries(documents).map(([unit, instants]) => ({
    partition: 0,
    client,
    solution,
    unit,
    fromOrder: instants,
    fromInstallation: instants,
  }));
  return { state, usage };
}

const requests = [
  requestOf('1', 'LGC', { a: every(9), b: every(10), c: every(11), d: every(16), e: [] }),
  requestOf('2', 'LGC', { a: [...every(9), BALANCE_AT_MS - 1] }),
  requestOf('3', 'LGC', { a: [...every(9), BALANCE_AT_MS] }, { obstacle: 'NO_MAILBOX' }),
  requestOf('4', 'LGC', { a: [...every(9), BALANCE_AT_MS + 1] }, { obstacle: 'NO_MAILBOX' }),
  requestOf('5', 'LGC', { a: every(12), b: every(12) }, { balanceUnits: ['b'] }),
  requestOf('6', 'LGC', { a: [] }, { installedAtMs: null, balanceUnits: [] }),
  requestOf('7', 'SGL', { '7': every(4), '71': every(3), '72': every(3) }),
  requestOf('8', 'SGL', { '8': every(12), '81': every(12) }),
  requestOf('9', 'LGO', { '9': every(12) }, { balanceUnits: [] }),
  requestOf('10', 'RI', { '10': [] }),
  requestOf('11', 'DPI', {}, { units: [], balanceUnits: [], status: 'none', window: '' }),
];

const paid: PayoutLine = {
  line: '1/0/4/a/advance',
  client: '1',
  solution: solutionOf('LGC'),
  unit: 'a',
  kind: 'advance',
  paidAtMs: BALANCE_AT_MS,
  exclTaxCents: 8520,
  vatPermille: 200,
  vatCents: 1704,
  inclTaxCents: 10_224,
  ruleVersion: 'V1-CITY/2',
  reverses: null,
};
const takenBack: PayoutLine = {
  ...paid,
  line: '1/0/9/a/recovery-advance',
  kind: 'recovery',
  exclTaxCents: -8520,
  vatCents: -1704,
  inclTaxCents: -10_224,
  reverses: paid.line,
};

describe('what is stored of the SONS', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
    await book({
      requests: requests.map(({ state }) => ({ partition: 0, state })),
      usage: requests.flatMap(({ usage }) => usage),
      lines: [
        { ...takenBack, partition: 0 },
        { ...paid, partition: 0 },
      ],
    });
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const book = (changes: Partial<SonsChanges>, rewound: number[] = []): Promise<void> =>
    inTransaction(pool, (client) => bookSons(client, { ...NOTHING, ...changes }, rewound));
  const assessed = async (): Promise<UsageAssessment[]> => {
    const usageOf = await readUsage(pool);
    return (await readRequests(pool)).flatMap((state) =>
      assessUsage(state, (unit) => usageOf(state.client, state.solution, unit), DEFAULT_USAGE),
    );
  };
  const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

  it('comes back as it was', async () => {
    const states = requests.map(({ state }) => state);
    const byClient = (a: RequestState, b: RequestState) => Number(a.client) - Number(b.client);
    expect((await readRequests(pool)).sort(byClient)).toEqual(states);
    expect(await readLines(pool)).toEqual([paid, takenBack]);
    const stored = await loadSons(pool, [0]);
    expect(stored.requests).toHaveLength(states.length);
    expect(stored.usage).toEqual(expect.arrayContaining(requests.flatMap(({ usage }) => usage)));
    expect((await loadSons(pool, [1])).requests).toEqual([]);
  });

  it('gives the view of thresholds what the rules say, on both sides of each limit', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select client, unit, documents, is_capped, threshold, window_from, window_to, distance, verdict,
         cause, calendar_version from usage_thresholds`,
    );
    const expected = (await assessed()).map((usage) => ({
      client: usage.client,
      unit: usage.unit,
      documents: usage.documents,
      is_capped: usage.isCapped,
      threshold: usage.threshold,
      window_from: instant(usage.windowFromMs),
      window_to: instant(usage.windowToMs),
      distance: usage.distance,
      verdict: usage.verdict,
      cause: usage.cause,
      calendar_version: CALENDAR_VERSION,
    }));
    expect(expected).toHaveLength(15);
    expect(new Set(rows)).toEqual(new Set(expected));
    const verdicts = new Set(expected.map(({ verdict }) => verdict));
    expect(verdicts.size).toBe(5);
    expect(Math.max(...expected.map(({ documents }) => documents))).toBe(INSTANTS_KEPT_MAX);
  });

  it('gives the views of payouts each cent of the lines', async () => {
    await book({ lines: [{ ...paid, line: '1/0/4/b/advance', unit: 'b', partition: 0 }] });
    const { rows } = await pool.query(
      `select sum(incl_tax_cents) as cents, sum(incl_tax_euros) as euros from payout_lines`,
    );
    expect(rows).toEqual([{ cents: '10224', euros: '102.24' }]);
    const editors = await pool.query(
      `select clients, requests, balances_deposited, balances_paid, units_judged, units_below,
         advance_euros, recovered_euros, total_euros from payout_by_editor where advance_euros > 0`,
    );
    expect(editors.rows).toEqual([
      {
        clients: '6',
        requests: '6',
        balances_deposited: '6',
        balances_paid: '0',
        units_judged: '9',
        units_below: '3',
        advance_euros: '204.48',
        recovered_euros: '-102.24',
        total_euros: '102.24',
      },
    ]);
  });

  it.each([
    'update payout_line set vat_cents = 0',
    'delete from payout_line',
    'truncate payout_line',
  ])('lets nobody change the ledger: %s', async (statement) => {
    const before = await readLines(pool);
    await expect(pool.query(statement)).rejects.toThrow(/payout_line is append-only/);
    expect(await readLines(pool)).toEqual(before);
  });

  it('stores nothing when a line comes twice, or takes back what was taken back', async () => {
    const again = book({ lines: [{ ...paid, partition: 0 }], stalePartitions: [0] });
    await expect(again).rejects.toThrow(/duplicate key/);
    const twice = book({ lines: [{ ...takenBack, line: 'x', partition: 0 }] });
    await expect(twice).rejects.toThrow(/duplicate key/);
    const nothing = book({ lines: [{ ...paid, line: 'y', reverses: 'z', partition: 0 }] });
    await expect(nothing).rejects.toThrow(/foreign key/);
  });

  it('stops at a request that another partition has', async () => {
    const stray = requests.slice(0, 1).map(({ state }) => ({ partition: 3, state }));
    await expect(book({ requests: stray })).rejects.toThrow(/expected 1 rows to be stored, came 0/);
  });

  it('gives the cells of all of it', async () => {
    const cells = await readSonsCells(pool);
    const expected = [
      ...requests.map(({ state }) => requestCell(state)),
      ...(await assessed()).map(usageCell),
      ...(await readLines(pool)).map(lineCell),
    ];
    expect(cells).toEqual(new Map(expected));
    expect(cells.size).toBe(expected.length);
  });

  it('keeps facts with what became of them', async () => {
    const fact = {
      record: 'OrderDeposited',
      source: 'sons/test/1/0',
      sequence: 3,
      occurredAt: BALANCE_AT_MS,
      registeredAt: BALANCE_AT_MS,
      client: '1',
      solution: 0,
      step: 1,
    } as const;
    const held = { partition: 0, fact, offset: 5n, outcome: 'held', reason: null } as const;
    await book({ facts: [held] });
    expect((await loadSons(pool, [0])).held).toEqual([held]);
    await book({ facts: [{ ...held, outcome: 'refused', reason: 'ILLEGAL_TRANSITION' }] });
    expect((await loadSons(pool, [0])).held).toEqual([]);
    expect(await readFacts(pool, { client: '1', solution: 0 })).toEqual([
      { fact, outcome: 'refused', reason: 'ILLEGAL_TRANSITION' },
    ]);
    expect(await readFacts(pool, { client: '2' })).toEqual([]);
  });

  it('keeps the columns of facts as the facts have them, to the millisecond at both ends of the calendar', async () => {
    const occurredAt = [FIRST_AT_MS, FIRST_AT_MS + 1, -1, 0, 1, BALANCE_AT_MS + 999];
    occurredAt.push(LAST_AT_MS - 1, LAST_AT_MS);
    const facts = occurredAt.map((atMs, sequence) => ({
      record: 'EditorEnrolled' as const,
      source: 'sons/columns/1/0',
      sequence,
      occurredAt: atMs,
      registeredAt: BALANCE_AT_MS + sequence,
      editor: 'ED-001',
      siret: '12345678900000',
      iban: 'FR00',
      isVatRegistered: true,
    }));
    await book({
      facts: facts.map((fact, index) => ({
        partition: 7,
        fact,
        offset: BigInt(index),
        outcome: 'applied' as const,
        reason: null,
      })),
    });
    const { rows } = await pool.query(
      `select source, sequence::int, record, client, solution, step, log_offset::int, data,
         extract(epoch from occurred_at) * 1000 = (data->>'occurredAt')::numeric as is_occurred,
         extract(epoch from registered_at) * 1000 = (data->>'registeredAt')::numeric as is_registered
       from sons_fact where partition = 7 order by sequence`,
    );
    expect(rows).toEqual(
      facts.map((fact, index) => ({
        source: fact.source,
        sequence: fact.sequence,
        record: fact.record,
        client: null,
        solution: null,
        step: null,
        log_offset: index,
        data: fact,
        is_occurred: true,
        is_registered: true,
      })),
    );
  });

  it('replaces subjects by the units that watch them, and empties both in a rewind', async () => {
    const key = { partition: 5, site: '1', author: 'a', solution: 2 };
    const unit = {
      partition: 5,
      client: '77',
      solution: 2,
      unit: 'a',
      fromOrder: [2],
      fromInstallation: [2],
    };
    await book({ subjects: [{ ...key, ever: [1, 2] }] });
    expect((await loadSons(pool, [5])).subjects).toEqual([{ ...key, ever: [1, 2] }]);
    await book({ watchedSubjects: [key], usage: [unit] });
    expect(await loadSons(pool, [5])).toMatchObject({ subjects: [], usage: [unit] });
    await book({ subjects: [{ ...key, site: '2', ever: [1] }] }, [5]);
    const empty = { ...unit, fromOrder: [], fromInstallation: [] };
    expect(await loadSons(pool, [5])).toMatchObject({ subjects: [], usage: [empty] });
  });
});
