import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { ScenarioFault } from './errors.js';
import { nearestName } from './nearest-name.js';
import { SCENARIO_SCHEMA } from './schema.js';
import { formatPath, type Path, type Spot, type YamlSource } from './yaml-source.js';

/** A fault with its path kept as steps. */
export interface PlacedFault {
  readonly path: Path;
  readonly fault: ScenarioFault;
}

/** Longest piece of a value that a fault repeats. */
const SHOWN_LENGTH_MAX = 60;

let compiled: ValidateFunction | undefined;

/** Compiled when a file is first read: emitters load this module and never read one. */
function validator(): ValidateFunction {
  return (compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
  }).compile(SCENARIO_SCHEMA));
}

/** Every way in which the data differs from the published schema, each once. */
export function findShapeFaults(source: YamlSource): PlacedFault[] {
  const validate = validator();
  if (validate(source.data)) return [];
  const faults = new Map<string, PlacedFault>();
  for (const error of validate.errors ?? []) {
    // The parts of a choice fail one by one; the choice itself is reported, with its names.
    if (/\/(oneOf|anyOf|not)\//.test(error.schemaPath)) continue;
    // Choices are about keys: of anything but a mapping, its type says enough.
    const isChoice = error.keyword === 'oneOf' || error.keyword === 'not';
    if (isChoice && (!isRecord(error.data) || Array.isArray(error.data))) continue;
    const fault = toPlacedFault(source, error);
    const identity = `${formatPath(fault.path)} ${fault.fault.expected}`;
    if (!faults.has(identity)) faults.set(identity, fault);
  }
  return [...faults.values()];
}

/** What came, short enough for one line. */
function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty mapping' : `a mapping with ${shorten(keys.join(', '))}`;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function toPlacedFault(source: YamlSource, error: ErrorObject): PlacedFault {
  const at = stepsOf(error.instancePath, source.data);
  const make = (path: Path, spot: Spot, expected: string, came: string, hint?: string) => ({
    path,
    fault: source.fault(path, spot, {
      expected,
      came,
      ...(hint === undefined ? {} : { hint }),
    }),
  });
  const came = describeValue(error.data);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = paramOf(error, 'additionalProperty');
      const known = keysOf(partOf(error, 'properties'));
      return make(
        [...at, key],
        'key',
        `one of the keys ${known.join(', ')}`,
        describeValue(key),
        nearestName(key, known),
      );
    }
    case 'required': {
      const key = paramOf(error, 'missingProperty');
      return make([...at, key], 'value', `the key ${key}`, 'nothing');
    }
    case 'dependencies': {
      const key = paramOf(error, 'missingProperty');
      const beside = paramOf(error, 'property');
      return make([...at, key], 'value', `the key ${key} beside ${beside}`, 'nothing');
    }
    case 'not':
      return make([...at, 'assumed'], 'key', 'either source, or assumed with a reason', 'both');
    case 'oneOf':
      return make(at, 'key', `either ${titlesOf(error.schema).join('; or ')}`, came);
    case 'enum': {
      const names = Array.isArray(error.schema) ? error.schema.map(String) : [];
      const hint = typeof error.data === 'string' ? nearestName(error.data, names) : undefined;
      return make(at, 'value', titleOf(error), came, hint);
    }
    default:
      return make(at, 'value', titleOf(error), came);
  }
}

/** A JSON pointer as steps; a position in a list becomes a number. */
function stepsOf(pointer: string, data: unknown): Path {
  const steps: (string | number)[] = [];
  let value = data;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    steps.push(Array.isArray(value) ? Number(key) : key);
    value = isRecord(value) ? value[key] : undefined;
  }
  return steps;
}

function titleOf(error: ErrorObject): string {
  const title = partOf(error, 'title');
  return typeof title === 'string' ? title : (error.message ?? error.keyword);
}

function titlesOf(choices: unknown): string[] {
  const parts: unknown[] = Array.isArray(choices) ? choices : [];
  return parts.map((part) => (isRecord(part) ? String(part['title']) : ''));
}

function partOf(error: ErrorObject, key: string): unknown {
  const schema: unknown = error.parentSchema;
  return isRecord(schema) ? schema[key] : undefined;
}

function paramOf(error: ErrorObject, key: string): string {
  const params: unknown = error.params;
  return isRecord(params) ? String(params[key]) : '';
}

function keysOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}…`;
}

/** Lists count too: their positions are keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
