import {
  provenanceLines,
  terminalTable,
  type Language,
  type Table,
  type Text,
  type View,
} from '#libs/exports';
import { QueryFaultsError, type Definition, type Figures, type IndicatorName } from '#libs/figures';
import { invocationError, optionFaults, type MetricsRequest } from './metrics-request.js';

type Parameters = MetricsRequest['parameters'];

/** What an overview or an answer is written for. */
interface Reading {
  readonly view: View;
  readonly language: Language;
  /** Columns of the terminal; undefined: as many as it takes. */
  readonly width: number | undefined;
}

/**
 * What `mes metrics` prints or writes.
 *
 * @throws BadInvocationError with all faults of the query
 */
export async function metricsAnswer(
  figures: Figures,
  request: MetricsRequest,
  width: number | undefined,
): Promise<string | Uint8Array> {
  const { indicator, parameters, format, view, language } = request;
  const reading = { view, language, width };
  if (indicator === undefined) return overview(figures, { parameters, format }, reading);
  const table = await answerOf(figures, indicator, parameters, view);
  return format === undefined
    ? terminalText(figures, [table], reading)
    : format.write(table, { language });
}

/** Volumes of every measure, and rates of every window over every count of persons. */
async function overview(
  figures: Figures,
  { parameters, format }: Pick<MetricsRequest, 'parameters' | 'format'>,
  reading: Reading,
): Promise<string> {
  const tables = await overviewTables(figures, parameters, reading.view);
  if (format === undefined) return terminalText(figures, tables, reading);
  const parts = tables.map((table) => {
    const text = String(format.write(table, reading)).trimEnd();
    return `${JSON.stringify(table.name)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** The overview for a person: what the demonstration ends with. */
export async function overviewText(figures: Figures, reading: Reading): Promise<string> {
  return terminalText(figures, await overviewTables(figures, {}, reading.view), reading);
}

async function overviewTables(
  figures: Figures,
  parameters: Parameters,
  view: View,
): Promise<Table[]> {
  const every = (name: IndicatorName, ...wanted: string[]): Parameters => ({
    ...parameters,
    ...Object.fromEntries(
      figures.indicators
        .filter(({ definition }) => definition.name === name)
        .flatMap((indicator) => indicator.parameters)
        .filter((parameter) => wanted.includes(parameter.name))
        .map((parameter) => [parameter.name, parameter.accepted ?? []]),
    ),
  });
  return [
    await answerOf(figures, 'volumes', every('volumes', 'measure'), view),
    await answerOf(figures, 'rates', every('rates', 'window', 'denominator'), view),
  ];
}

async function answerOf(
  figures: Figures,
  name: IndicatorName,
  parameters: Parameters,
  view: View,
): Promise<Table> {
  try {
    return await figures.answer(name, { parameters, view });
  } catch (error) {
    throw error instanceof QueryFaultsError ? invocationError(optionFaults(error.faults)) : error;
  }
}

/** Tables with their definitions, then once where all of it comes from. */
function terminalText(
  figures: Figures,
  tables: readonly Table[],
  { language, width }: Reading,
): string {
  const shown = tables.map((table) => {
    const definition = figures.indicators.find((one) => one.definition.name === table.name);
    const about = definition === undefined ? [] : aboutLines(definition.definition, language);
    return terminalTable(table, { language, about, width });
  });
  const lines = new Set(
    tables.flatMap(({ provenance }) => provenanceLines(provenance, { language })),
  );
  return `${[...shown, ...lines].join('\n')}\n`;
}

const TERMS = {
  numerator: { fr: 'Numérateur', en: 'Numerator' },
  denominator: { fr: 'Dénominateur', en: 'Denominator' },
  monthRule: { fr: 'Mois', en: 'Month' },
} as const satisfies Partial<Record<keyof Definition, Text>>;

/** The formula is the table's own description; a count has a dash for its denominator. */
function aboutLines(
  definition: Definition,
  language: Language,
): { readonly term: string; readonly text: string }[] {
  return (['numerator', 'denominator', 'monthRule'] as const)
    .map((name) => ({ term: TERMS[name][language], text: definition[name][language] }))
    .filter(({ text }) => text !== '–');
}
