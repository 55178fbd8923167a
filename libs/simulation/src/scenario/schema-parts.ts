import type { SchemaObject } from 'ajv';

/** Bounds of a scenario file; a flow that needs more is a mistake, or deserves a discussion. */
export const LIMITS = {
  eventsPerMonthMax: 1_000_000_000,
  monthsMax: 240,
  textLengthMax: 4_000,
  lateDaysMax: 3_650,
} as const;

const provenanceDependencies = { assumed: ['reason'], reason: ['assumed'] };

export function provenance(): Record<string, SchemaObject> {
  return {
    source: text(
      'Where the figures come from: publication and date. Default: that of the mapping around. Not beside `assumed`.',
    ),
    assumed: {
      title: 'true',
      description:
        'True when no published source gives the figures. Default: that of the mapping around. Needs a `reason`.',
      const: true,
    },
    reason: text('Why this figure was assumed. Goes with `assumed`; default: none.'),
  };
}

export function mapping(
  description: string,
  properties: Record<string, SchemaObject>,
  required: readonly string[] = [],
): SchemaObject {
  return {
    title: 'a mapping',
    description,
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...('source' in properties
      ? { dependencies: provenanceDependencies, not: { required: ['source', 'assumed'] } }
      : {}),
  };
}

/** A list of mappings that each carry their own provenance. */
export function list(
  description: string,
  properties: Record<string, SchemaObject>,
  required: readonly string[],
  oneOf?: readonly SchemaObject[],
): SchemaObject {
  return {
    title: `a list of 1 to ${LIMITS.monthsMax} entries`,
    description,
    type: 'array',
    minItems: 1,
    maxItems: LIMITS.monthsMax,
    items: {
      ...mapping('One entry.', { ...properties, ...provenance() }, required),
      ...(oneOf === undefined ? {} : { oneOf }),
    },
  };
}

/** A single rate or share, in a mapping so that its provenance stands beside it. */
export function figure(description: string): SchemaObject {
  return mapping(description, { ...provenance(), value: rate('The part, 0 to 1. Required.') }, [
    'value',
  ]);
}

export function rated(description: string): SchemaObject {
  return mapping(description, { ...provenance(), rate: rate('The part, 0 to 1. Required.') }, [
    'rate',
  ]);
}

export function rate(description: string): SchemaObject {
  return { title: 'a number from 0 to 1', description, type: 'number', minimum: 0, maximum: 1 };
}

export function weight(code: string): SchemaObject {
  return {
    title: 'a number above 0',
    description: `Weight of ${code}. Default: left out, nothing. No unit.`,
    type: 'number',
    exclusiveMinimum: 0,
  };
}

/** Digits may be grouped by underscores, which YAML 1.2 reads as text: hence the two types. */
export function count(description: string): SchemaObject {
  return {
    title: 'a whole number from 0 to 1_000_000_000, such as 18_800_000',
    description,
    type: ['integer', 'string'],
    minimum: 0,
    maximum: LIMITS.eventsPerMonthMax,
    pattern: '^(1_000_000_000|[1-9][0-9]{0,2}(_[0-9]{3}){1,2})$',
  };
}

export function month(description: string): SchemaObject {
  return {
    title: 'a month from 2000-01 to 2042-08, such as 2023-12',
    description,
    type: 'string',
    pattern: '^20([0-3][0-9]-(0[1-9]|1[0-2])|4[01]-(0[1-9]|1[0-2])|42-0[1-8])$',
  };
}

export function text(description: string): SchemaObject {
  return {
    title: `text of 1 to ${LIMITS.textLengthMax} characters`,
    description,
    type: 'string',
    minLength: 1,
    maxLength: LIMITS.textLengthMax,
  };
}
