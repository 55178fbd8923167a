import {
  CHANNELS,
  FACT_SCHEMA_ID,
  SCHEMA_ID,
  type Channel,
  type FactRecordName,
  type RecordName,
} from '#libs/events';
import { EDITORS, SOLUTIONS } from '#libs/reference';
import { instantRange } from './instant-range.js';
import type { HeaderWish, Range, Selection } from './selection.js';

/** What a person asks for, each as text; several values of one condition are separated by commas. */
export interface SelectionTexts {
  /** A month, or FROM/BEFORE. */
  readonly registered?: string;
  readonly occurred?: string;
  readonly sent?: string;
  /** FROM/BEFORE. */
  readonly offsets?: string;
  readonly type?: string;
  readonly channel?: string;
  readonly editor?: string;
  readonly solution?: string;
  readonly site?: string;
  /** NAME or NAME=VALUE; each one has to be there. */
  readonly header?: string;
}

/** Record names by channel: an event belongs to the channel of its schema, wherever it lies. */
const RECORDS_OF_CHANNEL: Readonly<Record<Channel, readonly RecordName[]>> = {
  dmp: [
    'DocumentDeposited',
    'DocumentReplaced',
    'DocumentVisibilityChanged',
    'DocumentDeleted',
    'DepositRefused',
  ],
  mssante: ['MessageSent', 'MessageReceiptReceived'],
  eprescription: ['PrescriptionIssued', 'PrescriptionDispensed', 'PrescriptionClosed'],
};

const ALL_SCHEMA_IDS: Readonly<Record<RecordName | FactRecordName, number>> = {
  ...SCHEMA_ID,
  ...FACT_SCHEMA_ID,
};

/** The selection, or everything that is wrong with it. */
export interface ParsedSelection {
  readonly selection: Selection;
  /** Each says which option, what was expected and what came. Empty: the selection is good. */
  readonly faults: readonly string[];
}

/** Reads a selection; all faults at once. */
export function parseSelection(texts: SelectionTexts): ParsedSelection {
  const faults: string[] = [];
  const range = (option: string, text: string | undefined): Range | undefined =>
    text === undefined ? undefined : instantRange(option, text, faults);
  const conditions = {
    registeredAt: range('--registered', texts.registered),
    occurredAt: range('--occurred', texts.occurred),
    sentAt: range('--sent', texts.sent),
    offsets: texts.offsets === undefined ? undefined : offsetRange(texts.offsets, faults),
    schemaIds: schemaIdsOf(texts, faults),
    solutions: solutionsOf(texts, faults),
    sites: texts.site === undefined ? undefined : sitesOf(texts.site, faults),
    headers: texts.header === undefined ? undefined : headersOf(texts.header, faults),
  };
  const given = Object.entries(conditions).filter(([, condition]) => condition !== undefined);
  return { selection: Object.fromEntries(given), faults };
}

/** Whole numbers below 2^53. */
const OFFSETS = /^(\d{0,15})\/(\d{0,15})$/;

function offsetRange(text: string, faults: string[]): Range | undefined {
  const match = OFFSETS.exec(text);
  const [, from = '', before = ''] = match ?? [];
  if (match === null || (from === '' && before === '')) {
    faults.push(`--offsets: expected FROM/BEFORE such as 0/5000 or 5000/, came "${text}"`);
    return undefined;
  }
  return rangeOf('--offsets', text, {
    ...(from !== '' && { from: Number(from) }),
    ...(before !== '' && { before: Number(before) }),
    faults,
  });
}

function rangeOf(
  option: string,
  text: string,
  { faults, ...range }: Range & { readonly faults: string[] },
): Range {
  if ((range.from ?? -Infinity) >= (range.before ?? Infinity)) {
    faults.push(`${option}: expected FROM to come before BEFORE, came "${text}"`);
  }
  return range;
}

function schemaIdsOf(
  { type, channel }: SelectionTexts,
  faults: string[],
): ReadonlySet<number> | undefined {
  const ofTypes = type === undefined ? undefined : idsOfTypes(type, faults);
  const ofChannels = channel === undefined ? undefined : idsOfChannels(channel, faults);
  return bothOf(ofTypes, ofChannels);
}

function idsOfTypes(text: string, faults: string[]): ReadonlySet<number> {
  const known = new Map(Object.entries(ALL_SCHEMA_IDS));
  const names = pick('--type', text, known, faults);
  return new Set(names);
}

function idsOfChannels(text: string, faults: string[]): ReadonlySet<number> {
  const known = new Map(CHANNELS.map((channel) => [channel, RECORDS_OF_CHANNEL[channel]]));
  const records = pick('--channel', text, new Map<string, readonly RecordName[]>(known), faults);
  return new Set(records.flat().map((record) => SCHEMA_ID[record]));
}

function solutionsOf(
  { editor, solution }: SelectionTexts,
  faults: string[],
): ReadonlySet<number> | undefined {
  const ofEditors = editor === undefined ? undefined : solutionsOfEditors(editor, faults);
  const ofCodes = solution === undefined ? undefined : solutionsOfCodes(solution, faults);
  return bothOf(ofEditors, ofCodes);
}

function solutionsOfEditors(text: string, faults: string[]): ReadonlySet<number> {
  const known = new Map(
    EDITORS.flatMap(({ index, code, name }) => [
      [code, index],
      [name, index],
    ]),
  );
  const editors = new Set(pick('--editor', text, known, faults, EDITORS_EXAMPLE));
  return new Set(SOLUTIONS.filter(({ editor }) => editors.has(editor)).map(({ index }) => index));
}

function solutionsOfCodes(text: string, faults: string[]): ReadonlySet<number> {
  const known = new Map(SOLUTIONS.map(({ code, index }) => [code, index]));
  return new Set(pick('--solution', text, known, faults, SOLUTIONS_EXAMPLE));
}

const EDITORS_EXAMPLE = `a code or a name of the ${EDITORS.length} editors, such as ${EDITORS[0]?.code ?? ''}`;
const SOLUTIONS_EXAMPLE = `a code of the ${SOLUTIONS.length} solutions, such as ${SOLUTIONS[0]?.code ?? ''}`;

/** What the names in a list stand for; a fault for each that is not known. */
function pick<T>(
  option: string,
  text: string,
  known: ReadonlyMap<string, T>,
  faults: string[],
  expected = `one of ${[...known.keys()].join(', ')}`,
): T[] {
  return text.split(',').flatMap((name) => {
    const found = known.get(name.trim());
    if (found !== undefined) return [found];
    faults.push(`${option}: expected ${expected}, came "${name.trim()}"`);
    return [];
  });
}

function bothOf(
  one: ReadonlySet<number> | undefined,
  other: ReadonlySet<number> | undefined,
): ReadonlySet<number> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return new Set([...one].filter((value) => other.has(value)));
}

/** As in IDENTIFIER_BYTES_MAX of the events. */
const SITE = /^[\x21-\x7e]{1,64}$/;

function sitesOf(text: string, faults: string[]): readonly string[] {
  return text.split(',').map((site) => {
    const trimmed = site.trim();
    if (!SITE.test(trimmed)) {
      faults.push(`--site: expected a StructIdNat such as 1750000018, came "${trimmed}"`);
    }
    return trimmed;
  });
}

function headersOf(text: string, faults: string[]): readonly HeaderWish[] {
  return text.split(',').map((wish) => {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(wish.trim()) ?? [];
    if (name === '') faults.push(`--header: expected NAME or NAME=VALUE, came "${wish.trim()}"`);
    return { name, ...(value !== undefined && { value }) };
  });
}
