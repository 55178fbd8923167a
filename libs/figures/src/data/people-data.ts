import { inTransaction } from '#libs/store';
import type { ClientBase, Pool } from 'pg';
import { PersonPlaces, type SampledMonth } from './sampled-months.js';
import { readDataState, type DataState } from './data-state.js';

/** The sample of persons as of one instant. */
export interface PeopleData {
  readonly state: DataState;
  /** Every month that holds events, by month since 2000-01; ascending. */
  readonly months: ReadonlyMap<number, SampledMonth>;
  readonly people: PersonPlaces;
  /** Another object when the sample or the months changed: what answers are kept by. */
  readonly content: object;
}

/** Months read by one statement: bounds what the driver holds as text at once. */
const MONTHS_AT_ONCE = 6;

/** Reads the sample; of what is held, months that were not written since are kept. */
export async function readPeopleData(
  pool: Pool,
  held: PeopleData | undefined,
): Promise<PeopleData> {
  const now = await readDataState(pool);
  if (held !== undefined && marksOf(now) === marksOf(held.state)) return { ...held, state: now };
  return inTransaction(pool, async (client) => {
    // All months are those of one instant.
    await client.query('set transaction isolation level repeatable read, read only');
    const state = await readDataState(client);
    const people = held?.people ?? new PersonPlaces();
    const known = new Map(held?.state.months.map(({ month, changes }) => [month, changes]));
    const changed = state.months
      .filter(({ month, changes }) => known.get(month) !== changes)
      .map(({ month }) => month);
    const read = await readSample(client, changed, people);
    const months = new Map<number, SampledMonth>();
    for (const { month } of state.months) {
      months.set(month, read.get(month) ?? held?.months.get(month) ?? emptyMonth(month));
    }
    return { state, months, people, content: {} };
  });
}

function marksOf({ months }: DataState): string {
  return JSON.stringify(months.map(({ month, changes }) => [month, changes]));
}

/** A month as it crosses the wire: lists instead of a row for each person. */
interface MonthRow {
  readonly month: number;
  readonly persons: string;
  readonly departments: string;
  readonly documents: string;
}

async function readSample(
  client: ClientBase,
  months: readonly number[],
  people: PersonPlaces,
): Promise<Map<number, SampledMonth>> {
  // A month that was written and has no sampled person any more is read as an empty one.
  const read = new Map(months.map((month) => [month, emptyMonth(month)]));
  for (let first = 0; first < months.length; first += MONTHS_AT_ONCE) {
    const { rows } = await client.query<MonthRow>(
      `select month, string_agg(person::text, ',') as persons,
         string_agg(department::text, ',') as departments, string_agg(documents::text, ',') as documents
       from person_sample where month = any($1::integer[]) group by month`,
      [months.slice(first, first + MONTHS_AT_ONCE)],
    );
    for (const row of rows) read.set(row.month, sampledMonthOf(row, people));
  }
  return read;
}

function sampledMonthOf(
  { month, persons, departments, documents }: MonthRow,
  people: PersonPlaces,
): SampledMonth {
  const departmentsOf = departments.split(',');
  return {
    month,
    places: Uint32Array.from(persons.split(','), (person, row) =>
      people.numberOf(person, Number(departmentsOf[row])),
    ),
    documents: Float64Array.from(documents.split(','), Number),
  };
}

function emptyMonth(month: number): SampledMonth {
  return { month, places: new Uint32Array(0), documents: new Float64Array(0) };
}
