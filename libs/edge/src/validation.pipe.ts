import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ProblemError, type FieldFault } from './problem.js';
import { shapeFaults } from './shape-faults.js';
import { shown } from './shown.js';
import { acceptedOf, rulesOf } from './validation-rules.js';

/** What the parts of a request are called where they are refused. */
const PART_NAMES = { body: 'body', query: 'query', param: 'path', custom: 'value' } as const;

/**
 * Checks each parameter of a handler whose type is a class with class-validator rules, and gives the
 * handler an instance of it. Everything that is not named by the class is refused; null is the same
 * as absent. Other parameters pass as they came.
 *
 * @throws ProblemError `invalid-body`, `invalid-query` or `invalid-path` with all faults at once
 */
export class CheckedPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (metatype === undefined || type === 'custom' || rulesOf(metatype).length === 0) return value;
    const { checked, faults } = await check(value ?? (type === 'body' ? value : {}), metatype);
    if (faults.length === 0) return checked;
    const part = PART_NAMES[type];
    const named = part === 'body' ? faults : faults.map(withParameterName);
    throw new ProblemError({
      status: 400,
      name: `invalid-${part}`,
      title: `The ${part} of the request does not have the expected form`,
      detail: named
        .map(({ field, reason }) => `${field || 'body'}: ${reason}`)
        .slice(0, 3)
        .join('; '),
      faults: named,
    });
  }
}

async function check(
  value: unknown,
  type: new (...parameters: never[]) => unknown,
): Promise<{ readonly checked: unknown; readonly faults: readonly FieldFault[] }> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const reason = `expected a JSON object; came ${shown(value)}`;
    return { checked: value, faults: [{ field: '', reason }] };
  }
  // As in Nest's own pipe: a class of a parameter is made without arguments.
  const instance = plainToInstance(type as new () => object, value);
  const shape = shapeFaults(instance, value, '');
  const errors = await validate(instance, {
    forbidUnknownValues: true,
    validationError: { target: true, value: true },
  });
  // A field whose shape is wrong is named once: its rules would say the same in more words.
  const rules = errors
    .flatMap((error) => faultsOf(error, ''))
    .filter(({ field }) =>
      shape.every((fault) => field !== fault.field && !field.startsWith(`${fault.field}/`)),
    );
  return { checked: instance, faults: [...shape, ...rules] };
}

/** One fault for each field: its messages joined, what came, and the values that would do. */
function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const field = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const nested = (error.children ?? []).flatMap((child) => faultsOf(child, field));
  const { constraints } = error;
  if (constraints === undefined) return nested;
  const target = error.target?.constructor;
  const expected = Object.values(constraints)
    .map((text) => text.replace(`${error.property} `, ''))
    .join('; ');
  const accepted = acceptedOf(target, error.property);
  return [
    {
      field,
      reason: `${expected}; came ${shown(error.value)}`,
      ...(accepted === undefined ? {} : { accepted }),
    },
    ...nested,
  ];
}

/** A parameter is named without the slash of a pointer. */
function withParameterName(fault: FieldFault): FieldFault {
  return { ...fault, field: fault.field.replace(/^\//, '') };
}
