/** A view as analysts know it: its name and its columns are a contract. */
export interface DocumentedView {
  readonly name: string;
  readonly sql: string;
  /** What a row is. */
  readonly comment: string;
  /** What each column holds, in the order of the columns. */
  readonly columns: Readonly<Record<string, string>>;
}

/** The statements that make a view and write its documentation into the database. */
export function statementsOf(view: DocumentedView): string[] {
  return [
    `create view ${view.name} as ${view.sql}`,
    `comment on view ${view.name} is ${quoted(view.comment)}`,
    ...Object.entries(view.columns).map(
      ([column, comment]) => `comment on column ${view.name}.${column} is ${quoted(comment)}`,
    ),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
