import type { Table } from '#libs/exports';
import type { Figures, IndicatorName } from '#libs/figures';
import type { PageContext, PageQuery } from './page-context.js';

/** A table with the question that it answers: what a figure shows and offers to take away. */
export interface Answer {
  readonly table: Table;
  readonly parameters: PageQuery;
}

/** Asks in the view of the page. @throws QueryFaultsError */
export async function ask(
  figures: Figures,
  page: PageContext,
  name: IndicatorName,
  parameters: PageQuery = {},
): Promise<Answer> {
  const table = await figures.answer(name, { parameters, view: page.view });
  return { table, parameters };
}

/** As `ask`; undefined where the figures do not have this indicator. */
export async function askIfKnown(
  figures: Figures,
  page: PageContext,
  name: IndicatorName,
  parameters: PageQuery = {},
): Promise<Answer | undefined> {
  const known = figures.indicators.find(({ definition }) => definition.name === name);
  if (known === undefined || (!known.isPublic && page.view === 'public')) return undefined;
  return ask(figures, page, name, parameters);
}
