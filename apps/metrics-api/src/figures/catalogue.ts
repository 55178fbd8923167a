import { FORMATS, SCHEMAS_BESIDE, type Language, type Text } from '#libs/exports';
import type { Indicator } from '#libs/figures';
import { FIGURES_ROOT } from './figure-address.js';

/** What an indicator means, in one language. */
export function definitionIn(language: Language, { definition }: Indicator): object {
  const { name, ...texts } = definition;
  const inLanguage = Object.entries(texts).map(([key, text]: [string, Text]) => [
    key,
    text[language],
  ]);
  return {
    name,
    ...(Object.fromEntries(inLanguage) as object),
    links: { figures: `${FIGURES_ROOT}/indicators/${name}` },
  };
}

/** What may be asked of an indicator and what its rows are, in one language. */
export function indicatorIn(
  language: Language,
  { definition, parameters, columns, isPublic }: Indicator,
): object {
  const { name, title } = definition;
  const address = `${FIGURES_ROOT}/indicators/${name}`;
  return {
    name,
    title: title[language],
    isPublic,
    parameters: parameters.map((parameter) => ({
      ...parameter,
      description: parameter.description[language],
    })),
    columns: columns.map((column) => ({
      ...column,
      title: column.title[language],
      description: column.description[language],
    })),
    links: {
      figures: address,
      definition: `${FIGURES_ROOT}/definitions/${name}`,
      forms: [...FORMATS, ...SCHEMAS_BESIDE].map(({ extension }) => `${address}.${extension}`),
    },
  };
}
