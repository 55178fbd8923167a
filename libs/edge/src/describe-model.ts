import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { isOptional, listOf, rulesOf, type FieldRule } from './validation-rules.js';

type Model = new () => object;

/** Where @nestjs/swagger keeps what it knows of a property, and of a response. */
const PROPERTY_KEY = 'swagger/apiModelProperties';
const RESPONSE_KEY = 'swagger/apiResponse';

/**
 * Writes the class-validator rules of every model that a handler takes or gives into the metadata of
 * @nestjs/swagger, so that a field's rules are written once and the document cannot disagree with
 * what is checked. What `@ApiProperty` says beside (a description, an example) stays.
 *
 * @param controllers classes whose handlers are looked at
 */
export function describeModelsOf(controllers: readonly object[]): void {
  const seen = new Set<unknown>();
  for (const prototype of controllers) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      for (const type of typesOf(prototype, name)) describeModel(type, seen);
    }
  }
}

function typesOf(prototype: object, method: string): readonly unknown[] {
  const taken = Reflect.getMetadata('design:paramtypes', prototype, method) as
    readonly unknown[] | undefined;
  const handler: unknown = Reflect.get(prototype, method);
  const given =
    typeof handler === 'function'
      ? (Reflect.getMetadata(RESPONSE_KEY, handler) as
          Readonly<Record<string, { readonly type?: unknown }>> | undefined)
      : undefined;
  const answers = Object.values(given ?? {}).map(({ type }) =>
    Array.isArray(type) ? (type as unknown[])[0] : type,
  );
  return [...(taken ?? []), ...answers];
}

/** Describes one model and those inside it. */
function describeModel(type: unknown, seen: Set<unknown>): void {
  if (seen.has(type)) return;
  seen.add(type);
  const rules = rulesOf(type);
  if (rules.length === 0) return;
  const model = type as Model;
  for (const property of new Set(rules.map((rule) => rule.property))) {
    const own = rules.filter((rule) => rule.property === property);
    const options = propertyOf(model, property, own, seen);
    const written = Reflect.getMetadata(PROPERTY_KEY, model.prototype as object, property) as
      object | undefined;
    // An explicit decorator wins: it may know more than the rules do.
    ApiProperty({ ...options, ...withoutImpliedType(written) })(
      model.prototype as object,
      property,
    );
  }
}

/** @nestjs/swagger notes `design:type` (Array, Object) where no type was written: it says less than the rules. */
function withoutImpliedType(written: object | undefined): object {
  if (written === undefined) return {};
  const { type, required, ...rest } = written as { type?: unknown; required?: unknown };
  return {
    ...rest,
    ...(required === false ? { required } : {}),
    ...(typeof type === 'string' ? { type } : {}),
  };
}

function propertyOf(
  model: Model,
  property: string,
  rules: readonly FieldRule[],
  seen: Set<unknown>,
): ApiPropertyOptions {
  const designType: unknown = Reflect.getMetadata(
    'design:type',
    model.prototype as object,
    property,
  );
  const isArray = designType === Array || rules.some(({ isForEach }) => isForEach);
  const isRequired = !isOptional(rules);
  const outer = rules.filter(({ isForEach }) => !isForEach);
  const inner = isArray ? rules.filter(({ isForEach }) => isForEach) : outer;
  if (rules.some(({ name }) => name === 'nestedValidation')) {
    const nested = nestedTypeOf(model, property, isArray) ?? designType;
    describeModel(nested, seen);
    // Assignment to one of the library's unions: what `type` may be is checked above.
    return {
      required: isRequired,
      type: () => nested,
      ...(isArray ? { isArray, ...keywordsOf(outer) } : {}),
    };
  }
  const item = { ...typeOf(designType), ...keywordsOf(inner) };
  const schema = isArray ? { type: 'array', items: item, ...keywordsOf(outer) } : item;
  return { required: isRequired, ...schema };
}

/** The class that class-transformer makes of an object at this property. */
function nestedTypeOf(model: Model, property: string, isArray: boolean): unknown {
  const made = plainToInstance(model, { [property]: isArray ? [{}] : {} }) as Record<
    string,
    unknown
  >;
  const value = made[property];
  const item: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof item === 'object' && item !== null ? item.constructor : undefined;
}

function typeOf(designType: unknown): Record<string, unknown> {
  if (designType === String) return { type: 'string' };
  if (designType === Number) return { type: 'number' };
  if (designType === Boolean) return { type: 'boolean' };
  if (designType === Array) return {};
  return { type: 'object', additionalProperties: true };
}

/** JSON Schema keywords of rules; a rule without one (a custom check) adds nothing. */
function keywordsOf(rules: readonly FieldRule[]): Record<string, unknown> {
  return Object.assign({}, ...rules.map(keywordOf)) as Record<string, unknown>;
}

function keywordOf(rule: FieldRule): Record<string, unknown> {
  const [first, second] = rule.constraints;
  const list = listOf(rule);
  if (list !== undefined) {
    return { type: typeof list[0] === 'number' ? 'number' : 'string', enum: list };
  }
  switch (rule.name) {
    case 'isString':
      return { type: 'string' };
    case 'isInt':
      return { type: 'integer' };
    case 'isNumber':
      return { type: 'number' };
    case 'isBoolean':
      return { type: 'boolean' };
    case 'isObject':
      return { type: 'object', additionalProperties: true };
    case 'isNotEmpty':
      return { minLength: 1 };
    case 'isLength':
      return { minLength: first, ...(second === undefined ? {} : { maxLength: second }) };
    case 'minLength':
      return { minLength: first };
    case 'maxLength':
      return { maxLength: first };
    case 'matches':
      return { type: 'string', ...(first instanceof RegExp ? { pattern: first.source } : {}) };
    case 'min':
      return { minimum: first };
    case 'max':
      return { maximum: first };
    case 'isPositive':
      return { exclusiveMinimum: 0 };
    case 'arrayMinSize':
      return { minItems: first };
    case 'arrayMaxSize':
      return { maxItems: first };
    case 'arrayNotEmpty':
      return { minItems: 1 };
    case 'arrayUnique':
      return { uniqueItems: true };
    case 'isUuid':
      return { type: 'string', format: 'uuid' };
    case 'isUrl':
      return { type: 'string', format: 'uri' };
    case 'isEmail':
      return { type: 'string', format: 'email' };
    case 'isIso8601':
    case 'isDateString':
      return { type: 'string' };
    case 'isBase64':
      return { type: 'string', contentEncoding: 'base64' };
    case 'equals':
      return { const: first };
    default:
      return {};
  }
}
