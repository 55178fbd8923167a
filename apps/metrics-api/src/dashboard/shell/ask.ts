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
