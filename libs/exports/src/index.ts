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
