import type { Cell } from '#libs/exports';
import {
  PERSONS_BEYOND_QUANTILE_MIN,
  PERSONS_PER_SAMPLED,
  estimatePeople,
  type DocumentsHistogram,
  type PeopleEstimate,
} from '#libs/indicators';
import { DEPARTMENTS, POPULATION_VINTAGE, formatMonth, yearMonthOf } from '#libs/reference';
import type { PeopleData } from '../data/people-data.js';
import type { Body } from '../source.js';
import { SCALE_NOTE, text } from '../texts.js';
import type { PeopleQuestion } from './check.js';
import { PEOPLE_COLUMNS, PEOPLE_WINDOWS, type PeopleWindow } from './indicator.js';
import {
  departmentHistograms,
  nationalHistogram,
  type SampledMonth,
} from '../data/sampled-months.js';

const MONTHS_A_YEAR = 12;

/** The months that one row is about. */
interface Period {
  readonly window: PeopleWindow;
  /** Month that the row is shown under. */
  readonly month: number;
  readonly from: number;
  readonly to: number;
  /** Of the window, those that hold events. */
  readonly held: readonly SampledMonth[];
}

/** A place with its inhabitants and what the sample says of it. */
interface Place {
  readonly code: string;
  readonly name: string;
  readonly persons: number;
  readonly denominator: string;
  readonly denominatorLabel: string;
  readonly vintage: string;
  readonly covers: string;
  readonly histogram: DocumentsHistogram;
}

const NOBODY: DocumentsHistogram = [];

/** People reached by month, window, place and denominator. */
export function answerPeople(question: PeopleQuestion, data: PeopleData): Body {
  const rows = periodsOf(question, data).flatMap((period) =>
    placesOf(question, period, data).map((place) => rowOf(question, period, place)),
  );
  const suppressed = rows.filter(({ isHidden }) => isHidden).length;
  return {
    columns: PEOPLE_COLUMNS,
    rows: rows.map(({ cells }) => cells),
    statuses: rows.map(({ isHidden }) => (isHidden ? 's' : '')),
    knownOn: null,
    sources: ['person_sample', ...new Set(question.denominators.map(({ source }) => source))],
    notes: [
      SAMPLE_NOTE,
      ...(data.state.simulations.length > 1 ? [SEVERAL_RUNS_NOTE] : []),
      SCALE_NOTE,
      ...(suppressed > 0 ? [suppressedNote(suppressed, rows.length)] : []),
    ],
  };
}

/** Ascending by month, then in the order of the windows. */
function periodsOf({ months, windows }: PeopleQuestion, data: PeopleData): Period[] {
  const all = [...data.months.values()].sort((a, b) => a.month - b.month);
  const held = (from: number, to: number): SampledMonth[] =>
    all.filter(({ month }) => month >= from && month <= to);
  return held(months.from, months.to).flatMap(({ month }) =>
    PEOPLE_WINDOWS.filter((window) => windows.includes(window)).flatMap((window): Period[] => {
      const { from, to } = boundsOf(window, month);
      const inside = held(from, to);
      // A year is shown once, under its last month that holds events.
      const isShown = window !== 'calendar_year' || inside.at(-1)?.month === month;
      return isShown ? [{ window, month, from, to, held: inside }] : [];
    }),
  );
}

function boundsOf(window: PeopleWindow, month: number): { from: number; to: number } {
  switch (window) {
    case 'calendar_month':
      return { from: month, to: month };
    case 'calendar_year': {
      const january = month - (yearMonthOf(month).month - 1);
      return { from: january, to: january + MONTHS_A_YEAR - 1 };
    }
    case 'rolling_12_months':
      return { from: month - MONTHS_A_YEAR + 1, to: month };
  }
}

function placesOf(
  { perimeter, departments, denominators }: PeopleQuestion,
  { held }: Period,
  { people }: PeopleData,
): Place[] {
  if (perimeter === 'national') {
    const histogram = nationalHistogram(held, people);
    return denominators.map(({ id, label, persons, vintage, perimeter: covers }) => ({
      ...{ code: perimeter, name: 'France', persons, histogram },
      ...{ denominator: id, denominatorLabel: label, vintage, covers },
    }));
  }
  const histograms = departmentHistograms(held, people);
  const asked = DEPARTMENTS.filter(({ code }) => departments?.includes(code) ?? true);
  // The check leaves the legal population alone: it is known by department.
  return asked.flatMap(({ code, name, index, population }) =>
    denominators.map(({ id, label }) => ({
      ...{ code, name, persons: population, histogram: histograms.get(index) ?? NOBODY },
      ...{ denominator: id, denominatorLabel: label, vintage: POPULATION_VINTAGE, covers: name },
    })),
  );
}

interface PeopleRow {
  readonly cells: readonly Cell[];
  readonly isHidden: boolean;
}

function rowOf({ perimeter, view }: PeopleQuestion, period: Period, place: Place): PeopleRow {
  const estimate = estimatePeople(place.histogram, place.persons);
  const { sampledPersons } = estimate;
  const isHidden =
    view === 'public' && sampledPersons > 0 && sampledPersons < PERSONS_BEYOND_QUANTILE_MIN;
  const values = valuesOf(estimate);
  return {
    isHidden,
    cells: [
      formatMonth(period.month),
      period.window,
      place.code,
      place.denominator,
      ...(isHidden ? values.map(() => null) : values),
      isHidden ? null : sampledPersons,
      place.persons,
      perimeter,
      place.name,
      formatMonth(Math.max(0, period.from)),
      formatMonth(period.to),
      period.held.length,
      place.denominatorLabel,
      place.vintage,
      place.covers,
      PERSONS_PER_SAMPLED,
    ],
  };
}

/** In the order of the value columns. */
function valuesOf(estimate: PeopleEstimate): Cell[] {
  const { reached, inhabitants } = estimate;
  return [
    estimate.share,
    estimate.shareLow,
    estimate.shareHigh,
    estimate.shareStandardError,
    estimate.personsReached,
    estimate.documentsPerPersonReached,
    reached.median,
    reached.p90,
    reached.p99,
    inhabitants.median,
    inhabitants.p90,
    inhabitants.p99,
  ];
}

const SAMPLE_NOTE = text(
  `Estimation sur un échantillon fixe : une personne sur ${PERSONS_PER_SAMPLED}, choisie par son pseudonyme ; chacune en représente ${PERSONS_PER_SAMPLED}. L’intervalle à 95 % ne couvre que ce tirage.`,
  `Estimated from a fixed sample: one person in ${PERSONS_PER_SAMPLED}, chosen by the pseudonym; each stands for ${PERSONS_PER_SAMPLED}. The 95 % interval covers this draw alone.`,
);

const SEVERAL_RUNS_NOTE = text(
  'Plusieurs simulations sont dans cette base : deux graines n’ont aucune personne en commun, et les personnes de chacune s’ajoutent. La part n’est celle d’un pays que pour une seule simulation.',
  'Several simulations are in this database: two seeds have no person in common, and the persons of each add up. The share is that of a country for a single simulation only.',
);

function suppressedNote(hidden: number, rows: number): Body['notes'][number] {
  return text(
    `${hidden} lignes sur ${rows} ne sont pas montrées (statut s) : de 1 à ${PERSONS_BEYOND_QUANTILE_MIN - 1} personnes de l’échantillon.`,
    `${hidden} of ${rows} rows are not shown (status s): 1 to ${PERSONS_BEYOND_QUANTILE_MIN - 1} persons of the sample.`,
  );
}
