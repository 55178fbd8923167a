import type { Column, Table } from '#libs/exports';
import {
  Figures,
  INDICATOR_NAMES,
  type Definition,
  type Indicator,
  type IndicatorName,
  type IndicatorQuery,
} from '#libs/figures';

const same = (text: string): { fr: string; en: string } => ({ fr: text, en: text });

/** What the specs say of an indicator where its words do not matter. */
function definitionOf(name: IndicatorName): Definition {
  const dash = same('–');
  return {
    name,
    title: { fr: `Indicateur ${name}`, en: `Indicator ${name}` },
    formula: dash,
    numerator: dash,
    denominator: dash,
    monthRule: dash,
    revisionPolicy: dash,
    disclosure: dash,
    source: dash,
  };
}

/** Figures that a spec gives: tables by indicator, or a function of the query. */
export class GivenFigures extends Figures {
  override readonly indicators: readonly Indicator[] = INDICATOR_NAMES.map((name) => ({
    definition: definitionOf(name),
    parameters: [],
    columns: [],
    isPublic: true,
  }));

  readonly queries: { readonly name: IndicatorName; readonly query: IndicatorQuery }[] = [];
  version = 'given-1';

  constructor(
    private readonly tables: Partial<
      Record<IndicatorName, Table | ((query: IndicatorQuery) => Table)>
    > = {},
  ) {
    super();
  }

  override dataVersion(): Promise<string> {
    return Promise.resolve(this.version);
  }

  override answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    this.queries.push({ name, query });
    const given = this.tables[name] ?? tableOf(name, [], []);
    try {
      return Promise.resolve(typeof given === 'function' ? given(query) : given);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** A table of a spec; a row of nulls in its value columns is suppressed. */
export function tableOf(
  name: IndicatorName,
  columns: readonly Column[],
  rows: readonly Table['rows'][number][],
  provenance: Partial<Table['provenance']> = {},
): Table {
  const values = columns.flatMap(({ role }, place) => (role === 'value' ? [place] : []));
  return {
    name,
    title: { fr: `Indicateur ${name}`, en: `Indicator ${name}` },
    description: same('–'),
    columns,
    rows,
    statuses: rows.map((row) =>
      values.length > 0 && values.every((place) => row[place] === null) ? 's' : '',
    ),
    provenance: {
      notice: { fr: 'Données simulées et synthétiques.', en: 'Simulated, synthetic data.' },
      simulations: [{ scenario: 'smoke', seed: '7' }],
      dataVersion: 'given-1',
      ruleVersion: '1',
      calendarVersion: '1',
      freshness: { watermarkAt: '2023-12-31T22:59:00Z', countedAt: '2024-01-02T08:00:00Z' },
      view: 'public',
      knownOn: null,
      sources: ['mes-flow'],
      notes: [],
      ...provenance,
    },
  };
}

/** A column whose titles are its name. */
export function columnOf(
  name: string,
  type: Column['type'],
  role: Column['role'],
  extras: Partial<Pick<Column, 'unit' | 'decimals' | 'title'>> = {},
): Column {
  return { name, title: same(name), description: same('–'), type, role, ...extras };
}
