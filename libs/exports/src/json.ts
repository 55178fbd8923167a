import { statusName } from './added-names.js';
import type { Format, WriteOptions } from './format.js';
import { provenanceIn } from './provenance-in.js';
import type { Column, Language, Table } from './table.js';
import { writtenRows } from './written-cell.js';

/** A column as JSON says it, with its texts in one language. */
export interface WrittenColumn extends Omit<Column, 'title' | 'description'> {
  readonly title: string;
  readonly description: string;
}

/** Rows are objects by the columns' names, with the row's status beside, each on a line of its own. */
export const JSON_FORMAT: Format = {
  name: 'json',
  extension: 'json',
  mediaType: 'application/json; charset=utf-8',
  write: writeJson,
};

function writeJson(table: Table, { language = 'fr' }: WriteOptions = {}): string {
  const head = JSON.stringify(
    {
      name: table.name,
      title: table.title[language],
      description: table.description[language],
      language,
      provenance: provenanceIn(language, table.provenance),
      columns: columnsIn(language, table),
    },
    null,
    2,
  );
  const status = statusName(table);
  const names = table.columns.map(({ name }) => name);
  const rows = writtenRows(table).map((row, index) =>
    JSON.stringify(
      Object.fromEntries([
        ...row.map((cell, at) => [names[at], cell]),
        [status, table.statuses[index]],
      ]),
    ),
  );
  const list = rows.length === 0 ? '[]' : `[\n    ${rows.join(',\n    ')}\n  ]`;
  return `${head.slice(0, -'\n}'.length)},\n  "rows": ${list}\n}\n`;
}

export function columnsIn(language: Language, table: Table): WrittenColumn[] {
  return table.columns.map((column) => ({
    ...column,
    title: column.title[language],
    description: column.description[language],
  }));
}
