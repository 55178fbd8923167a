import type { DocumentedView } from './documented-view.js';

/**
 * The sample of persons by how many documents they got, without any person: a pseudonym would let
 * whoever joins it to another table follow one. Windows are whole here, because nobody can add the
 * persons of two months up.
 */
export const PEOPLE_REACHED_SAMPLE: DocumentedView = {
  name: 'people_reached_sample',
  sql: `
    with windows as (
      select month, 'calendar_month' as numerator_window, month as window_from, month as window_to
      from person_sample group by month
      union all
      select max(month), 'calendar_year', month / 12 * 12, month / 12 * 12 + 11
      from person_sample group by month / 12
    ),
    by_person as (
      select windows.month, numerator_window, window_from, window_to, sample.person,
        null::smallint as department, sum(sample.documents) as documents
      from windows join person_sample sample on sample.month between window_from and window_to
      group by windows.month, numerator_window, window_from, window_to, sample.person
      union all
      select windows.month, numerator_window, window_from, window_to, sample.person,
        sample.department, sum(sample.documents)
      from windows join person_sample sample on sample.month between window_from and window_to
      group by windows.month, numerator_window, window_from, window_to, sample.person, sample.department
    ),
    places as (
      select null::smallint as department, 'national' as perimeter, 'France' as perimeter_name,
        persons, vintage
      from reference_denominator where is_legal_population
      union all
      select department, code, name, population, vintage from reference_department
    )
    select month_label(by_person.month) as month, numerator_window, month_label(window_from) as window_from,
      month_label(window_to) as window_to, perimeter, perimeter_name, documents::bigint as documents,
      count(*) as sampled_persons, count(*) * 1024 as persons_estimated, persons as inhabitants,
      vintage as inhabitants_vintage
    from by_person join places on places.department is not distinct from by_person.department
    group by by_person.month, numerator_window, window_from, window_to, perimeter, perimeter_name,
      documents, persons, vintage`,
  comment:
    'Persons of the sample of 1 in 1,024 by the number of documents that they got, for each month, calendar year and department. Share reached: sum(persons_estimated) / inhabitants within one window and perimeter; never over several. Simulated data. For the owner of the figures: cells of a few sampled persons are not suppressed.',
  columns: {
    month:
      'Month of registration, Europe/Paris, such as 2023-12; for a calendar year the last month of that year that holds documents.',
    numerator_window:
      'calendar_month or calendar_year. Persons of two months are partly the same ones: windows do not add up.',
    window_from: 'First month of the window.',
    window_to: 'Last month of the window.',
    perimeter:
      "national, or the code of the patient's department. Who moved is counted in each department, and once in the country.",
    perimeter_name: 'France, or the name of the department.',
    documents: 'Documents that each of these persons got in the window: 1 or more.',
    sampled_persons: 'Persons of the sample with that many documents.',
    persons_estimated: 'The same times 1,024: whom they stand for.',
    inhabitants: 'Legal population of the perimeter.',
    inhabitants_vintage: 'Its vintage.',
  },
};
