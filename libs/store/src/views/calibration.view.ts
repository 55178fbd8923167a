import type { DocumentedView } from './documented-view.js';

/** Each published value beside what was simulated for the same window. */
export const CALIBRATION: DocumentedView = {
  name: 'calibration',
  sql: `
    with monthly as (
      select month, measure, couloir, sum(events) as events
      from volume_by_department join reference_solution using (solution)
      group by month, measure, couloir
    ),
    compared as (
      select point.calibration, sum(monthly.events) * case point.kind when 'A' then 12 else 1 end as events,
        count(distinct monthly.month)::integer as months_in_window
      from reference_calibration point
      join monthly on monthly.measure = point.measure
        and monthly.month between point.month_from and point.month_to
        and (point.couloir is null or point.couloir = monthly.couloir)
      group by point.calibration, point.kind
    ),
    simulated as (
      select calibration, months_in_window,
        case when months_in_window = month_to - month_from + 1
          then trim_scale(events / coalesce(denominator.persons, 1)) end as value
      from compared join reference_calibration point using (calibration)
      left join reference_denominator denominator on denominator.denominator = point.denominator
    )
    select point.calibration, point.label, point.observed, point.kind, point.unit, point.couloir,
      point.published, point.published_precision, simulated.value as simulated,
      round(100 * (simulated.value / point.published::numeric - 1), 2) as gap_percent,
      point.month_to - point.month_from + 1 as months_of_window,
      case when point.measure is not null then coalesce(simulated.months_in_window, 0) end as months_in_window,
      measure.code as measure, point.denominator as denominator_id, point.source, point.url, point.assumed,
      point.note
    from reference_calibration point
    left join simulated on simulated.calibration = point.calibration
    left join reference_measure measure on measure.measure = point.measure`,
  comment:
    'Published values and what the simulation gives for the same window. Published values are inputs of the scenarios; contradictions between them stay. A run scaled down differs by its scale.',
  columns: {
    calibration: 'Stable name of the published value.',
    label: 'What was published.',
    observed: 'Year, month or day that the value is about.',
    kind: 'M: one month. A: a month times twelve. Y: a calendar year. S: a stock on that date.',
    unit: 'Unit of the published and the simulated value.',
    couloir: 'Couloir that the value is about; null for the whole country.',
    published: 'The value as published.',
    published_precision: 'exact, about, more than or less than: how the publication words it.',
    simulated:
      'The same from the simulated events; null when nothing simulated means the same, or when the window is not complete.',
    gap_percent: 'Simulated over published, minus 1, in per cent.',
    months_of_window: 'Months that the published value covers; null when nothing is compared.',
    months_in_window: 'Those of them that hold simulated events; null when nothing is compared.',
    measure: 'Simulated measure it is compared with; null when nothing means the same.',
    denominator_id: 'Denominator of a published rate; see reference_denominator.',
    source: 'Publication.',
    url: 'Its address, where known.',
    assumed: 'True when no publication gives the value.',
    note: 'What a reader must know.',
  },
};
