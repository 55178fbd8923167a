/** A text in both languages of the product; French is the first. */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

export type Language = keyof Text;

/** How the values of a column are read; decides how each format writes them. */
export type ColumnType =
  /** Free text or a code. */
  | 'text'
  /** `2023-12`. */
  | 'month'
  /** ISO 8601 with zone, such as `2023-12-14T13:00:00Z`. */
  | 'instant'
  | 'boolean'
  /** A whole number below 2^53. */
  | 'integer'
  /** A number with `decimals`. */
  | 'decimal';

/** What a column says of its rows: dimensions together name a row, values are measured, attributes explain. */
export type ColumnRole = 'dimension' | 'value' | 'attribute';

export interface Column {
  /** Stable name, snake_case. */
  readonly name: string;
  readonly title: Text;
  /** What a value says, with its unit. */
  readonly description: Text;
  readonly type: ColumnType;
  readonly role: ColumnRole;
  /** Such as `documents`, `documents/inhabitant`, `EUR`. */
  readonly unit?: string;
  /** Digits behind the point, of a decimal: what is shown and written. */
  readonly decimals?: number;
}

/** null: there is no value. */
export type Cell = string | number | boolean | null;

/** Why a row's values are not shown: `s` suppressed for confidentiality. Empty: they are shown. */
export type RowStatus = '' | 's';

/** Where figures come from, and how fresh they are: every answer and every file carries it. */
export interface Provenance {
  /** Says that the data are simulated and synthetic. */
  readonly notice: Text;
  /** Runs whose streams are in the figures. */
  readonly simulations: readonly { readonly scenario: string; readonly seed: string }[];
  /** Changes when any figure may have changed; base of the strong ETag. */
  readonly dataVersion: string;
  /** Version of the SONS rules. */
  readonly ruleVersion: string;
  readonly calendarVersion: string;
  readonly freshness: {
    /** Latest registeredAt that every partition has passed, ISO 8601; null when nothing was read. */
    readonly watermarkAt: string | null;
    /** When figures were last written, ISO 8601. */
    readonly countedAt: string | null;
  };
  readonly view: View;
  /** Instant whose knowledge is shown, ISO 8601; null: now. */
  readonly knownOn: string | null;
  /** Publications and tables behind the figures. */
  readonly sources: readonly string[];
  /** What a reader must know, such as what was suppressed and why. */
  readonly notes: readonly Text[];
}

/** public: under disclosure control. owner: everything. */
export type View = 'public' | 'owner';

/** Rows of one shape with the meaning of each column: what every format, page and terminal shows. */
export interface Table {
  /** Name of the indicator, kebab-case: base of file names and addresses. */
  readonly name: string;
  readonly title: Text;
  readonly description: Text;
  readonly columns: readonly Column[];
  /** As long as the columns each. Value cells of a suppressed row that must not be shown are null. */
  readonly rows: readonly (readonly Cell[])[];
  /** As long as the rows. */
  readonly statuses: readonly RowStatus[];
  readonly provenance: Provenance;
}
