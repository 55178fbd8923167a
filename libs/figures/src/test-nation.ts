import type { Pool } from 'pg';

/** Months of a seeded nation: the first, as months since 2000-01, and how many. */
export interface SeededMonths {
  readonly first: number;
  readonly count: number;
}

/** Documents of a month, about those of December 2023; other measures are a twentieth of it each. */
const DOCUMENTS_OF_MONTH = 18_800_000;

/**
 * Fills an empty database with the cells of the whole country: every measure, by market share and
 * population, both cubes with the same events. Small cells are many, as in life.
 */
export async function seedNation(pool: Pool, { first, count }: SeededMonths): Promise<void> {
  const last = first + count - 1;
  await pool.query(
    'insert into month_state (month) select generate_series($1::integer, $2::integer)',
    [first, last],
  );
  for (let month = first; month <= last; month++) {
    await pool.query(BY_DEPARTMENT, [month, DOCUMENTS_OF_MONTH]);
    await pool.query(BY_TYPE, [month]);
  }
  await pool.query(
    'insert into volume_change (month) select generate_series($1::integer, $2::integer)',
    [first, last],
  );
  await pool.query('analyze volume_by_department, volume_by_type');
}

const BY_DEPARTMENT = `
  insert into volume_by_department (month, revision, measure, solution, department, events)
  with part as (
    select solution, department, measure,
      $2::numeric * case when is_volume then 1 else 0.05 end * case couloir
        when 'biology' then 0.5 when 'hospital' then 0.2 when 'city' then 0.18
        when 'radiology' then 0.09 else 0.03 end
        * market_share::numeric * population / (select sum(population) from reference_department) as events
    from reference_solution, reference_department, reference_measure
    where dsr not in ('RI', 'LOINC')
  )
  select $1::integer, 1, measure, solution, department, round(events * (0.9 + 0.2 * ($1 % 7) / 7))
  from part where round(events * (0.9 + 0.2 * ($1 % 7) / 7)) > 0`;

/** Nine types share the events of a solution, the first the rest. */
const BY_TYPE = `
  insert into volume_by_type (month, revision, measure, solution, document_type, events)
  with total as (
    select measure, solution, sum(events)::bigint as events
    from volume_by_department where month = $1 group by measure, solution
  ),
  part as (
    select measure, solution, type, case when type = 0 then events - 8 * (events / 12) else events / 12 end as events
    from total, generate_series(0, 8) as type
  )
  select $1::integer, 1, measure, solution, type, events from part where events > 0`;
