import type { Column, Provenance, Table } from '#libs/exports';
import {
  Figures,
  QueryFaultsError,
  type Definition,
  type Indicator,
  type IndicatorName,
  type IndicatorQuery,
  type Parameter,
  type QueryFault,
} from '#libs/figures';

const both = (text: string): { fr: string; en: string } => ({ fr: `${text} (fr)`, en: text });

const COLUMNS: readonly Column[] = [
  {
    ...{ name: 'month', title: both('Month'), description: both('Month of registration') },
    ...{ type: 'month', role: 'dimension' },
  },
  {
    ...{ name: 'department', title: both('Department'), description: both('Of the patient') },
    ...{ type: 'text', role: 'dimension' },
  },
  {
    ...{ name: 'documents', title: both('Documents'), description: both('Newly accepted') },
    ...{ type: 'integer', role: 'value', unit: 'documents' },
  },
  {
    ...{ name: 'rate', title: both('Rate'), description: both('Documents per inhabitant') },
    ...{ type: 'decimal', role: 'value', unit: 'documents/inhabitant', decimals: 4 },
  },
];

const PARAMETERS: readonly Parameter[] = [
  { name: 'month', description: both('One month'), kind: 'month' },
  {
    ...{ name: 'department', description: both('Departments'), kind: 'codes' },
    accepted: ['35', '2A', '974'],
  },
];

/** Figures that a spec gives: a table of a few rows by month and department, and its version. */
export class GivenFigures extends Figures {
  readonly answers: { readonly name: IndicatorName; readonly query: IndicatorQuery }[] = [];
  versionsAsked = 0;
  version = 'v1';
  error: Error | undefined;
  rows: Table['rows'] = [
    ['2023-11', '35', 1_234_567, 0.1234],
    ['2023-12', '2A', 1_000, 3.5],
    ['2023-12', '35', null, null],
    ['2023-12', '974', 0, 0],
  ];

  override readonly indicators: readonly Indicator[] = [
    indicatorNamed('volumes', true),
    indicatorNamed('months', true),
    indicatorNamed('payouts', false),
  ];

  override dataVersion(): Promise<string> {
    this.versionsAsked += 1;
    return this.error ? Promise.reject(this.error) : Promise.resolve(this.version);
  }

  override answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    this.answers.push({ name, query });
    const faults = faultsOf(query);
    if (faults.length > 0) return Promise.reject(new QueryFaultsError(name, faults));
    return this.error
      ? Promise.reject(this.error)
      : Promise.resolve(this.#table(name, query, this.version));
  }

  #table(name: IndicatorName, { parameters, view }: IndicatorQuery, dataVersion: string): Table {
    const { month: [month] = [], department: departments } = parameters;
    const rows = this.rows.filter(
      (row) =>
        (month === undefined || row[0] === month) &&
        (departments === undefined || departments.includes(String(row[1]))),
    );
    return {
      name,
      title: both(`Table of ${name}`),
      description: both('Given by a spec'),
      columns: COLUMNS,
      rows,
      statuses: rows.map((row) => (row[2] === null ? 's' : '')),
      provenance: provenanceOf(view, dataVersion),
    };
  }
}

/** Answers from whichever figures are given at the moment. */
export class RelayedFigures extends Figures {
  constructor(private readonly given: () => Figures) {
    super();
  }

  override get indicators(): readonly Indicator[] {
    return this.given().indicators;
  }

  override dataVersion(): Promise<string> {
    return this.given().dataVersion();
  }

  override answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    return this.given().answer(name, query);
  }
}

function inBoth(en: string): QueryFault['reason'] {
  return { fr: `attendu : autre chose`, en };
}

function faultsOf({ parameters }: IndicatorQuery): QueryFault[] {
  const { month = [], department = [] } = parameters;
  const faults: QueryFault[] = [];
  if (month.length > 1) {
    faults.push({ parameter: 'month', reason: inBoth(`expected one value; came ${month.length}`) });
  }
  if (month.some((one) => !/^20\d\d-(0[1-9]|1[0-2])$/.test(one))) {
    faults.push({
      parameter: 'month',
      reason: inBoth('expected a month such as 2023-12; came another'),
    });
  }
  const accepted = PARAMETERS.find(({ name }) => name === 'department')?.accepted ?? [];
  if (department.some((one) => !accepted.includes(one))) {
    faults.push({
      parameter: 'department',
      reason: inBoth('expected a code; came another'),
      accepted,
    });
  }
  return faults;
}

function provenanceOf(view: Provenance['view'], dataVersion: string): Provenance {
  return {
    notice: both('Simulated, synthetic data'),
    simulations: [{ scenario: 'smoke', seed: '42' }],
    dataVersion,
    ruleVersion: 'sons-1',
    calendarVersion: 'calendar-1',
    freshness: { watermarkAt: '2024-01-01T00:00:00Z', countedAt: '2024-01-01T00:00:01Z' },
    view,
    knownOn: null,
    sources: ['a spec'],
    notes: [],
  };
}

function indicatorNamed(name: IndicatorName, isPublic: boolean): Indicator {
  const text = both(`${name} by a spec`);
  const definition: Definition = {
    ...{ name, title: text, formula: text, numerator: text, denominator: text, source: text },
    ...{ monthRule: text, revisionPolicy: text, disclosure: text },
  };
  return { definition, parameters: PARAMETERS, columns: COLUMNS, isPublic };
}
