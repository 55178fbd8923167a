import type { FieldFault } from './problem.js';
import { shown } from './shown.js';
import { acceptedOf, isOptional, rulesOf, type FieldRule } from './validation-rules.js';

/**
 * What class-validator lets pass and a handler would stumble over:
 *
 * - an unknown field whose name every object knows (`toString`), which its whitelist takes for known;
 * - a field without `@IsOptional()` that is absent, where the class has an initialiser;
 * - null, which `@IsOptional()` and `@ValidateNested()` take for absent: it is taken out;
 * - a list where `@ValidateNested()` means one object, and one object where it means a list.
 *
 * @param instance of the class, made from `plain`; nulls are taken out of it
 * @param plain what came, at the same place
 * @param parent JSON pointer of that place
 */
export function shapeFaults(instance: object, plain: object, parent: string): FieldFault[] {
  const rules = rulesOf(instance.constructor);
  for (const [property, value] of Object.entries(instance) as [string, unknown][]) {
    if (value === null) Reflect.deleteProperty(instance, property);
  }
  const known = new Set(rules.map(({ property }) => property));
  const unknown = Object.keys(plain)
    .filter((key) => !known.has(key))
    .map((key) => ({
      field: `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      reason: 'unknown field',
      accepted: [...known].sort(),
    }));
  const wrong = [...known].flatMap((property) => {
    const field = `${parent}/${property}`;
    const own = rules.filter((rule) => rule.property === property);
    const came: unknown = Object.hasOwn(plain, property) ? Reflect.get(plain, property) : undefined;
    if (came === undefined || came === null) {
      if (isOptional(own)) return [];
      const accepted = acceptedOf(instance.constructor, property);
      const fault = { field, reason: 'is required; came nothing' };
      return [accepted === undefined ? fault : { ...fault, accepted }];
    }
    return nestedFaults(own, Reflect.get(instance, property), came, field);
  });
  return [...unknown, ...wrong];
}

function nestedFaults(
  rules: readonly FieldRule[],
  value: unknown,
  came: unknown,
  field: string,
): FieldFault[] {
  const nested = rules.find(({ name }) => name === 'nestedValidation');
  if (nested === undefined) return [];
  const isList = nested.isForEach;
  if (isList !== Array.isArray(came)) {
    const expected = isList ? 'a list of objects' : 'one object';
    return [{ field, reason: `expected ${expected}; came ${shown(came)}` }];
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const plainItems: readonly unknown[] = Array.isArray(came) ? came : [came];
  return items.flatMap((item, i) => {
    const at = isList ? `${field}/${i}` : field;
    const plain = plainItems[i];
    return isObject(item) && isObject(plain)
      ? shapeFaults(item, plain, at)
      : [{ field: at, reason: `expected an object; came ${shown(plain)}` }];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
