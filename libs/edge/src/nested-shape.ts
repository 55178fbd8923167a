import type { FieldFault } from './problem.js';
import { shown } from './shown.js';
import { rulesOf } from './validation-rules.js';

/**
 * What class-validator lets pass: `@ValidateNested()` is content with a list where one object is
 * meant, and `@ValidateNested({ each: true })` with one object where a list is meant. A handler
 * would meet a value of another type than the one written down. Takes nulls out on the way, which
 * `@IsOptional()` lets pass likewise.
 */
export function nestedShapeFaults(instance: object, parent: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const nested = new Map(
    rulesOf(instance.constructor)
      .filter(({ name }) => name === 'nestedValidation')
      .map(({ property, isForEach }) => [property, isForEach] as const),
  );
  for (const [property, value] of Object.entries(instance) as [string, unknown][]) {
    const field = `${parent}/${property}`;
    if (value === null) Reflect.deleteProperty(instance, property);
    const isList = nested.get(property);
    if (isList === undefined || value === null || value === undefined) continue;
    if (isList !== Array.isArray(value)) {
      faults.push({
        field,
        reason: `expected ${isList ? 'a list of objects' : 'one object'}; came ${shown(value)}`,
      });
      continue;
    }
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    items.forEach((item, i) => {
      const at = isList ? `${field}/${i}` : field;
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
        faults.push(...nestedShapeFaults(item, at));
      } else {
        faults.push({ field: at, reason: `expected an object; came ${shown(item)}` });
      }
    });
  }
  return faults;
}
