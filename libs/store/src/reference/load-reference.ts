import { MEASURES, NO_DOCUMENT_TYPE } from '#libs/indicators';
import {
  CALIBRATION_POINTS,
  DENOMINATORS,
  DEPARTMENTS,
  DOCUMENT_TYPES,
  EDITORS,
  POPULATION_VINTAGE,
  SOFTWARE,
  SOLUTIONS,
} from '#libs/reference';
import type { ClientBase } from 'pg';
import { calibrationRow } from './calibration-rows.js';
import { sonsParameterRows, sonsRuleRows, sonsSolutionRows, sonsWindowRows } from './sons-rows.js';

/** The denominator that the departments' populations add up to. */
const LEGAL_POPULATION = 'legal-population';

/** A table that mirrors constants of the program: the first column is its key. */
interface Mirror {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly object[];
}

/**
 * Brings the reference tables to what this version of the program knows: new and changed rows are
 * written, rows that it does not know any more are deleted. Doing it again changes nothing.
 *
 * @param client in a transaction, or else each table is brought up to date by itself
 */
export async function loadReference(client: ClientBase): Promise<void> {
  const mirrors = MIRRORS.map((mirrorOf) => mirrorOf());
  for (const mirror of mirrors) await upsert(client, mirror);
  // Calibration points and rules refer to the others: what is obsolete goes in the opposite order.
  for (const mirror of mirrors.toReversed()) await deleteUnknown(client, mirror);
}

const MIRRORS: readonly (() => Mirror)[] = [
  () => mirror('reference_department', departmentRows()),
  () => mirror('reference_solution', solutionRows()),
  () => mirror('reference_measure', measureRows()),
  () => mirror('reference_document_type', documentTypeRows()),
  () => mirror('reference_denominator', denominatorRows()),
  () => mirror('reference_calibration', CALIBRATION_POINTS.map(calibrationRow)),
  () => mirror('reference_sons_solution', sonsSolutionRows()),
  () => mirror('reference_sons_window', sonsWindowRows()),
  () => mirror('reference_sons_rule', sonsRuleRows()),
  () => mirror('reference_sons_parameter', sonsParameterRows()),
];

function mirror(table: string, rows: readonly object[]): Mirror {
  return { table, columns: Object.keys(rows[0] ?? {}), rows };
}

/** Names of tables and columns are constants of this folder: they may stand in the text. */
async function upsert(client: ClientBase, { table, columns, rows }: Mirror): Promise<void> {
  const [key = '', ...others] = columns;
  const excluded = others.map((column) => `excluded.${column}`).join(', ');
  const stored = others.map((column) => `stored.${column}`).join(', ');
  await client.query(
    `insert into ${table} as stored (${columns.join(', ')})
     select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1)
     on conflict (${key}) do update set (${others.join(', ')}) = row(${excluded})
     where row(${stored}) is distinct from row(${excluded})`,
    [JSON.stringify(rows)],
  );
}

async function deleteUnknown(client: ClientBase, { table, columns, rows }: Mirror): Promise<void> {
  const [key = ''] = columns;
  await client.query(
    `delete from ${table} where ${key} not in
     (select ${key} from jsonb_populate_recordset(null::${table}, $1))`,
    [JSON.stringify(rows)],
  );
}

function departmentRows(): object[] {
  return DEPARTMENTS.map(({ index, code, name, regionCode, regionName, population }) => ({
    department: index,
    code,
    name,
    region_code: regionCode,
    region_name: regionName,
    population,
    vintage: POPULATION_VINTAGE,
  }));
}

function solutionRows(): object[] {
  return SOLUTIONS.map((solution) => ({
    solution: solution.index,
    code: solution.code,
    name: solution.name,
    dsr: solution.dsr,
    couloir: solution.couloir,
    editor: EDITORS[solution.editor]?.name,
    software: SOFTWARE[solution.software]?.name,
    is_financed: solution.isFinanced,
    market_share: solution.marketShare,
    source: solution.source,
    assumed: solution.assumed,
  }));
}

function measureRows(): object[] {
  return MEASURES.map(({ index, code, channel, isVolume, label, definition }) => ({
    measure: index,
    code,
    channel,
    is_volume: isVolume,
    label,
    definition,
  }));
}

function documentTypeRows(): object[] {
  const types = DOCUMENT_TYPES.map((type) => ({
    document_type: type.index,
    symbol: type.symbol,
    type_code: type.typeCode,
    code_system_oid: type.codeSystemOid,
    label: type.label,
    class_code: String(type.classCode),
    is_professional: type.isProfessional,
  }));
  const none = {
    document_type: NO_DOCUMENT_TYPE,
    symbol: 'NONE',
    type_code: null,
    code_system_oid: null,
    label: 'Événement sans type de document',
    class_code: null,
    is_professional: true,
  };
  return [...types, none];
}

function denominatorRows(): object[] {
  return DENOMINATORS.map(({ id, label, perimeter, persons, vintage, source, assumed }) => ({
    denominator: id,
    label,
    perimeter,
    persons,
    vintage,
    is_legal_population: id === LEGAL_POPULATION,
    source,
    assumed,
  }));
}
