import type { DocumentedView } from './documented-view.js';

/**
 * DMP documents per person. A rate never stands alone: the window of its numerator and the vintage
 * of its denominator are columns. Departments have one denominator, the legal population: the other
 * ones are known for the country only.
 */
export const PER_CAPITA_RATES: DocumentedView = {
  name: 'per_capita_rates',
  sql: `
    with by_department as (
      select month, department, sum(events) as documents
      from volume_by_department join reference_measure measure using (measure)
      where measure.is_volume group by month, department
    ),
    by_perimeter as (
      select month, null::smallint as department, sum(documents) as documents
      from by_department group by month
      union all
      select month, department, documents from by_department
    ),
    years as (select month / 12 as year, max(month) as last_month from by_department group by month / 12),
    numerators as (
      select month, department, 'calendar_month' as numerator_window, month as window_from,
        month as window_to, 1 as months_in_window, documents as numerator
      from by_perimeter
      union all
      select month, department, 'annualised_month', month, month, 1, documents * 12
      from by_perimeter
      union all
      select last_month, department, 'calendar_year', year * 12, year * 12 + 11, count(*)::integer,
        sum(documents)
      from by_perimeter join years on years.year = month / 12
      group by last_month, department, year
    ),
    denominators as (
      select null::smallint as department, 'national' as perimeter, 'France' as perimeter_name, denominator,
        label, persons, vintage, perimeter as covers, assumed, source
      from reference_denominator
      union all
      select department, code, name, denominator, label, population, reference_department.vintage,
        name, assumed, source
      from reference_department join reference_denominator on is_legal_population
    )
    select month_label(month) as month, 'documents_deposited' as measure, perimeter, perimeter_name,
      numerator_window, month_label(window_from) as window_from, month_label(window_to) as window_to,
      months_in_window, numerator::bigint as numerator, denominator as denominator_id,
      label as denominator_label, persons as denominator_persons, vintage as denominator_vintage,
      covers as denominator_perimeter, assumed, source as denominator_source,
      numerator / persons as rate, round(numerator / persons, 2) as rate_display
    from numerators
    join denominators on denominators.department is not distinct from numerators.department`,
  comment:
    'DMP documents per person, one row for each month, perimeter, numerator window and denominator. Simulated data. Messages and prescriptions are never in it.',
  columns: {
    month:
      'Month of the numerator, Europe/Paris, such as 2023-12; for a calendar year the last month of that year that holds documents.',
    measure: 'Always documents_deposited: documents newly accepted by the DMP.',
    perimeter: "national, or the code of the patient's department.",
    perimeter_name: 'France, or the name of the department.',
    numerator_window:
      'calendar_month: the month. annualised_month: the month times twelve, a rhythm and not a year. calendar_year: the months of the year that hold documents.',
    window_from: 'First month of the window.',
    window_to: 'Last month of the window.',
    months_in_window:
      'Months of the window that hold documents: a calendar year with fewer than 12 is incomplete.',
    numerator: 'Documents in the window; twelve times those of the month when annualised.',
    denominator_id: 'Which count of persons divides; see reference_denominator.',
    denominator_label: 'Name of the denominator.',
    denominator_persons: 'Persons.',
    denominator_vintage: 'Date or edition of the denominator.',
    denominator_perimeter: 'Whom the denominator counts.',
    assumed: 'True when no publication gives the denominator.',
    denominator_source: 'Publication of the denominator, or how it was derived.',
    rate: 'Documents per person in the window, not rounded.',
    rate_display: 'The rate with two decimals, rounded once, half away from zero.',
  },
};
