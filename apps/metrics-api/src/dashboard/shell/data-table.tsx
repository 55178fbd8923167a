import type { Cell, Column, RowStatus, Table } from '#libs/exports';
import type { VNode } from 'preact';
import { cellText } from './labels.js';
import type { PageContext } from './page-context.js';

/** Rows that a page shows of one table; the downloads have them all. */
const TABLE_ROWS_MAX = 180;

/** What `s` stands for, wherever it is explained. */
export const SUPPRESSED = {
  fr: 's : secret statistique. La valeur existe et n’est pas montrée, parce qu’elle concerne trop peu de patients ou d’entreprises, ou permettrait d’en retrouver une autre par soustraction.',
  en: 's: suppressed for confidentiality. The value exists and is not shown, because it is about too few patients or enterprises, or would reveal another one by subtraction.',
};

export interface DataTableProps {
  readonly page: PageContext;
  readonly table: Table;
  /** Default: the table's title. */
  readonly caption?: string;
  /** Rows shown; default TABLE_ROWS_MAX. */
  readonly rowsMax?: number;
  /** Whether the client script offers to sort by a column; default true. */
  readonly isSortable?: boolean;
}

/** A table of figures for everybody: caption, headers with their scope, `s` explained, scrolled inside its own frame. */
export function DataTable({
  page,
  table,
  caption = page.t(table.title),
  rowsMax = TABLE_ROWS_MAX,
  isSortable = true,
}: DataTableProps): VNode {
  const { columns, rows, statuses } = table;
  const hidden = rows.length - rowsMax;
  const head = columns.findIndex(({ role }) => role === 'dimension');
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table data-sortable={isSortable ? page.language : undefined}>
        <caption>
          {caption}
          {hidden > 0 && <> {page.t(rowsLeftOut(page, rowsMax, rows.length))}</>}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={isNumeric(column) ? 'number' : undefined}>
                {page.t(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsMax).map((row, i) => (
            <tr>
              {columns.map((column, place) => (
                <TableCell
                  page={page}
                  column={column}
                  cell={row[place] ?? null}
                  status={statuses[i] ?? ''}
                  isHead={place === head}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {statuses.includes('s') && <p class="note">{page.t(SUPPRESSED)}</p>}
    </div>
  );
}

interface TableCellProps {
  readonly page: PageContext;
  readonly column: Column;
  readonly cell: Cell;
  readonly status: RowStatus;
  readonly isHead: boolean;
}

function TableCell({ page, column, cell, status, isHead }: TableCellProps): VNode {
  if (isHead) return <th scope="row">{cellText(page, column, cell)}</th>;
  if (status === 's' && cell === null && column.role === 'value') {
    return (
      <td class="number">
        <Suppressed page={page} />
      </td>
    );
  }
  const raw = typeof cell === 'number' ? cell : undefined;
  return (
    // With a value the style sheet knows it for a number: a class on each cell would be 15 bytes more.
    <td class={isNumeric(column) && raw === undefined ? 'number' : undefined} data-value={raw}>
      {cellText(page, column, cell)}
    </td>
  );
}

/** `s`, with what it stands for. */
export function Suppressed({ page }: { readonly page: PageContext }): VNode {
  return (
    <abbr title={page.t({ fr: 'secret statistique', en: 'suppressed for confidentiality' })}>
      s
    </abbr>
  );
}

function isNumeric({ type }: Column): boolean {
  return type === 'integer' || type === 'decimal';
}

function rowsLeftOut(page: PageContext, shown: number, all: number): { fr: string; en: string } {
  const [few, many] = [page.format.integer(shown), page.format.integer(all)];
  return {
    fr: `(${few} premières lignes sur ${many} ; les téléchargements les ont toutes)`,
    en: `(first ${few} of ${many} rows; the downloads have them all)`,
  };
}
