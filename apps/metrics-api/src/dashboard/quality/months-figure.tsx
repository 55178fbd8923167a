import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Figure } from '../shell/figure.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns, type TableRow } from '../shell/table-rows.js';

export interface MonthsFigureProps {
  readonly page: PageContext;
  readonly answer: Answer;
}

/** Which months are published, and which may still change. */
export function MonthsFigure({ page, answer }: MonthsFigureProps): VNode {
  const latest = latestRows(rowsOf(answer.table));
  const count = (status: string): string =>
    page.format.integer(latest.filter((row) => row.text('month_status') === status).length);
  const closable = latest.filter((row) => row.cell('is_closable') === true).length;
  return (
    <Figure
      page={page}
      id="months"
      title={page.t({
        fr: `${count('closed')} mois publiés, ${count('open')} ouverts, ${count('revising')} en révision`,
        en: `${count('closed')} months published, ${count('open')} open, ${count('revising')} revising`,
      })}
      note={page.t({
        fr: `Un mois publié ne change pas en silence : un événement tardif ouvre une nouvelle révision, et l’ancienne reste lisible. Publiables dès maintenant : ${closable}.`,
        en: `A published month does not change in silence: a late event opens a new revision, and the earlier one stays readable. Ready to be published: ${closable}.`,
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'revision',
        'documents',
        'change',
        'month_status',
        'published_at',
        'events_since_publication',
        'closable_from',
      ])}
      isTableOpen={answer.table.rows.length <= SHORT}
    />
  );
}

/** Rows above which the table is folded at first. */
const SHORT = 14;

/** The last revision of each month. */
function latestRows(rows: readonly TableRow[]): TableRow[] {
  return [...new Map(rows.map((row) => [row.text('month'), row])).values()];
}
