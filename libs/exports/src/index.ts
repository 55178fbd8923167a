export type {
  Cell,
  Column,
  ColumnRole,
  ColumnType,
  Language,
  Provenance,
  RowStatus,
  Table,
  Text,
  View,
} from './table.js';
export { columnsIn, type WrittenColumn } from './json.js';
export type { Format, WriteOptions } from './format.js';
export { FORMATS, FORMAT_NAMES, SCHEMAS_BESIDE, formatNamed } from './formats.js';
export { formatOf, type Negotiated, type WantedFormat } from './negotiation.js';
export { provenanceIn, type WrittenProvenance } from './provenance-in.js';
export { TableFaultError, numberText, writtenCell } from './written-cell.js';
export { provenanceLines, terminalTable, type TerminalOptions } from './terminal.js';
