import type { Column, Text } from '#libs/exports';

/** A column of whole numbers. */
export function countColumn(name: string, title: Text, description: Text = title): Column {
  return { name, title, description, type: 'integer', role: 'value' };
}

/** An amount with tax in euros, to the cent. */
export function euroColumn(name: string, title: Text, description: Text = title): Column {
  return { name, title, description, type: 'decimal', role: 'value', unit: 'EUR', decimals: 2 };
}

/** An amount in whole cents. */
export function centColumn(name: string, title: Text): Column {
  return { name, title, description: title, type: 'integer', role: 'value', unit: 'EUR cents' };
}

/** A number from 0 to 1. */
export function shareColumn(name: string, title: Text, description: Text): Column {
  return { name, title, description, type: 'decimal', role: 'value', decimals: 4 };
}

/** A column that names the row, together with the other dimensions. */
export function dimensionColumn(name: string, title: Text, description: Text = title): Column {
  return { name, title, description, type: 'text', role: 'dimension' };
}

/** A column that explains the row. */
export function attributeColumn(
  name: string,
  type: Column['type'],
  title: Text,
  description: Text = title,
): Column {
  return { name, title, description, type, role: 'attribute' };
}

/** Each name once, as it was first given: some columns are dimensions of one answer and attributes of another. */
export function eachOnce(columns: readonly Column[]): Column[] {
  return columns.filter(
    ({ name }, at) => columns.findIndex((column) => column.name === name) === at,
  );
}
