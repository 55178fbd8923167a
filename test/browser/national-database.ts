import { randomUUID } from 'node:crypto';
import { MEASURE, NO_DOCUMENT_TYPE, VolumeCells } from '#libs/indicators';
import { DEPARTMENTS, SOLUTIONS, parseMonth, workingDaysOfMonth } from '#libs/reference';
import {
  VOLUME_CONSUMER,
  VolumeCheckpoint,
  createPool,
  runMigrations,
  volumeDeltasOf,
} from '#libs/store';
import pg from 'pg';

/** A database with national figures of 24 months, for pages as an analyst of the whole country sees them. */
export interface NationalDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

/** 2023-01 to 2024-12: over the press article's 18.8 million to 31 million a month, with the strike. */
const FIRST = parseMonth('2023-01');
const MONTHS = 24;
const NOW_MS = Date.UTC(2025, 0, 4, 7);

/** Parts of the depositing DSR; within each its solutions have their shares of the market. */
const DEPOSITING = new Map([
  ['DPI', 0.14],
  ['PFI', 0.07],
  ['SGL', 0.52],
  ['LGC', 0.17],
  ['RIS', 0.09],
  ['LGO', 0.01],
]);

/** Cells written as the aggregator writes them, in one commit: a pure function of nothing, so that pictures compare. */
export async function createNationalDatabase(serverUrl: string): Promise<NationalDatabase> {
  const name = `mes_browser_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await runMigrations(url.href);
  const pool = createPool(url.href);
  await count(pool, nationalCells());
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await execute(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

function nationalCells(): VolumeCells {
  const cells = new VolumeCells();
  const people = DEPARTMENTS.reduce((sum, { population }) => sum + population, 0);
  for (let at = 0; at < MONTHS; at++) {
    const month = FIRST + at;
    const documents = nationalDocuments(at, workingDaysOfMonth(month));
    for (const [solution, share] of solutionShares()) {
      let ofSolution = 0;
      for (const { index, population } of DEPARTMENTS) {
        // Some departments feed more than others; the smallest solutions are not in use in the last one.
        const zeal = 0.7 + (((index * 37 + 11) % 100) / 100) * 0.6;
        const isAbsent = share < 0.002 && index === DEPARTMENTS.length - 1;
        const events = isAbsent ? 0 : Math.round((documents * share * zeal * population) / people);
        if (events === 0) continue;
        ofSolution += events;
        cells.addCount('department', month, MEASURE.documentsDeposited, solution, index, events);
        // A year of the other channels is enough to look at, and half as long to protect.
        if (at >= 12) addOtherChannels(cells, month, solution, index, events);
      }
      cells.addCount(
        'type',
        month,
        MEASURE.documentsDeposited,
        solution,
        solution % 20,
        ofSolution,
      );
    }
  }
  addPeople(cells);
  return cells;
}

function addOtherChannels(
  cells: VolumeCells,
  month: number,
  solution: number,
  department: number,
  documents: number,
): void {
  const counts = [
    [MEASURE.messagesProfessional, 0.55],
    [MEASURE.messagesCitizen, 0.03],
    [MEASURE.prescriptionsIssued, 0.12],
    [MEASURE.prescriptionsDispensed, 0.02],
  ] as const;
  for (const [measure, share] of counts) {
    const events = Math.round(documents * share);
    if (events === 0) continue;
    // Both cubes hold the same events: the disclosure control insists.
    cells.addCount('department', month, measure, solution, department, events);
    cells.addCount('type', month, measure, solution, NO_DOCUMENT_TYPE, events);
  }
}

/** Inhabitants for one person of the sample. */
const PERSONS_PER_SAMPLED = 1024;

/**
 * The sample of persons: one in three gets nothing in a year, a few of them a lot. Each month a person
 * gets a document or not by a hash of who and when, in a department by its population and zeal.
 */
function addPeople(cells: VolumeCells): void {
  let person = 0;
  for (const { index, population } of DEPARTMENTS) {
    const sampled = Math.round(population / PERSONS_PER_SAMPLED);
    const zeal = 0.75 + (((index * 37 + 11) % 100) / 100) * 0.5;
    for (let of = 0; of < sampled; of++) {
      person += 1;
      const eagerness = hash(person, 0) ** 3 * 3.2 * zeal - 0.05;
      for (let at = 0; at < MONTHS; at++) {
        const chance = eagerness * (0.6 + (0.7 * at) / MONTHS);
        let documents = Math.floor(chance);
        if (hash(person, at + 1) < chance - documents) documents += 1;
        for (let document = 0; document < documents; document++) {
          cells.people.add(person, (person * PERSONS_PER_SAMPLED) >>> 0, FIRST + at, index);
        }
      }
    }
  }
}

/** From 0 to 1, the same for the same two numbers. */
function hash(a: number, b: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** Rises to 18.8 million in the 12th month; August and the strike of the 23rd fall back. */
function nationalDocuments(at: number, workingDays: number): number {
  const trend =
    at < 12 ? 8_800_000 + (10_000_000 * at) / 11 : 18_800_000 + (13_000_000 * (at - 11)) / 12;
  const isAugust = at % 12 === 7;
  const isStrike = at === 22;
  return trend * (workingDays / 21) * (isAugust ? 0.83 : 1) * (isStrike ? 0.72 : 1);
}

function solutionShares(): [number, number][] {
  return [...DEPOSITING].flatMap(([dsr, share]) =>
    SOLUTIONS.filter((solution) => solution.dsr === dsr).map(
      ({ index, marketShare }): [number, number] => [index, share * marketShare],
    ),
  );
}

async function count(pool: pg.Pool, cells: VolumeCells): Promise<void> {
  const checkpoint = new VolumeCheckpoint(pool, VOLUME_CONSUMER, { nowMs: () => NOW_MS });
  const topic = { topic: 'mes.dmp.v1', topicId: 'browser', partition: 0 };
  const [taken] = await checkpoint.take([topic], 'browser');
  if (taken === undefined) throw new Error('the partition was not taken');
  const { partition, epoch } = taken;
  await checkpoint.commit({
    partitions: [
      {
        ...{ topic: taken.topic, partition, epoch, expectedOffset: 0n, nextOffset: 1n },
        ...{ records: 1, counted: 1, duplicates: 0, deadLettered: 0 },
        watermarkMs: Date.UTC(2025, 0, 1),
      },
    ],
    sources: [],
    volumes: volumeDeltasOf(cells),
    sent: [],
  });
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
