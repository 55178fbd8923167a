import type { Table } from '#libs/exports';
import {
  Figures,
  QueryFaultsError,
  type Indicator,
  type IndicatorName,
  type IndicatorQuery,
} from '#libs/figures';

const both = (text: string) => ({ fr: `${text} (fr)`, en: text });

/** Two indicators that answer with what they were asked. */
export class EchoFigures extends Figures {
  readonly asked: { readonly name: IndicatorName; readonly query: IndicatorQuery }[] = [];
  readonly indicators: readonly Indicator[] = [
    indicatorOf('volumes', { measure: ['deposited', 'replaced'], channel: ['dmp'] }),
    indicatorOf('rates', { window: ['month', 'year'], denominator: ['legal', 'press'] }),
  ];

  dataVersion(): Promise<string> {
    return Promise.resolve('v1');
  }

  answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    const indicator = this.indicators.find(({ definition }) => definition.name === name);
    const known = indicator?.parameters.map((parameter) => parameter.name) ?? [];
    const faults = Object.keys(query.parameters)
      .filter((parameter) => !known.includes(parameter))
      .map((parameter) => ({
        parameter,
        reason: { fr: 'attendu : un autre', en: 'expected another' },
        accepted: known,
      }));
    if (faults.length > 0) return Promise.reject(new QueryFaultsError(name, faults));
    this.asked.push({ name, query });
    return Promise.resolve(tableOf(name, query));
  }
}

function indicatorOf(
  name: IndicatorName,
  lists: Readonly<Record<string, readonly string[]>>,
): Indicator {
  const text = both(`${name}, said`);
  return {
    definition: {
      name,
      title: both(name),
      formula: text,
      numerator: both('events'),
      denominator: name === 'rates' ? both('persons') : { fr: '–', en: '–' },
      monthRule: both('registered in the month'),
      revisionPolicy: text,
      disclosure: text,
      source: text,
    },
    parameters: [
      ...['from', 'to', 'by'].map((own) => ({
        name: own,
        kind: 'month' as const,
        description: text,
      })),
      ...Object.entries(lists).map(([list, accepted]) => ({
        name: list,
        kind: 'codes' as const,
        description: text,
        accepted,
      })),
    ],
    columns: [],
    isPublic: true,
  };
}

function tableOf(name: IndicatorName, { view }: IndicatorQuery): Table {
  const column = { title: both('Month'), description: both('The month') };
  return {
    name,
    title: both(name),
    description: both(`How ${name} are counted`),
    columns: [
      { ...column, name: 'month', type: 'month', role: 'dimension' },
      { ...column, name: 'events', title: both('Events'), type: 'integer', role: 'value' },
    ],
    rows: [['2023-12', 18_800_000]],
    statuses: [''],
    provenance: {
      notice: both('Simulated'),
      simulations: [{ scenario: 'smoke', seed: '7' }],
      dataVersion: 'v1',
      ruleVersion: 'r1',
      calendarVersion: 'c1',
      freshness: { watermarkAt: '2024-01-01T00:00:00Z', countedAt: '2024-01-01T00:00:01Z' },
      view,
      knownOn: null,
      sources: [],
      notes: [],
    },
  };
}
