import { getMetadataStorage } from 'class-validator';

/** One rule of class-validator, with the fields that are read here. */
export interface FieldRule {
  readonly property: string;
  /** Name of the rule, `isIn`; `nestedValidation` is named alike. */
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** Whether the rule is about each item of a list. */
  readonly isForEach: boolean;
}

type AnyClass = abstract new (...parameters: never[]) => unknown;

/** The rules of a class, those that it inherits included; empty for a class without any. */
export function rulesOf(type: unknown): readonly FieldRule[] {
  if (typeof type !== 'function') return [];
  return getMetadataStorage()
    .getTargetValidationMetadatas(type as AnyClass, '', false, false)
    .map((rule) => ({
      property: rule.propertyName,
      // Rules without a validator of their own carry their kind only.
      name: rule.name ?? rule.type,
      constraints: (rule.constraints as readonly unknown[] | undefined) ?? [],
      // Left out by @ValidateNested() without options.
      isForEach: (rule.each as boolean | undefined) === true,
    }));
}

/** Rules that let a field be absent. */
const OPTIONAL_RULES = new Set(['isOptional', 'conditionalValidation']);

/** Whether the rules of one field let it be absent. */
export function isOptional(rules: readonly FieldRule[]): boolean {
  return rules.some(({ name }) => OPTIONAL_RULES.has(name));
}

/** The values that a field's list of values accepts; undefined where it has no such list. */
export function acceptedOf(type: unknown, property: string): readonly string[] | undefined {
  for (const rule of rulesOf(type)) {
    if (rule.property !== property) continue;
    const values = listOf(rule);
    if (values !== undefined) return values.map(String);
  }
  return undefined;
}

/** The list of values of an `isIn` or `isEnum` rule. */
export function listOf({ name, constraints }: FieldRule): readonly unknown[] | undefined {
  const [first, second] = constraints;
  if (name === 'isIn' && Array.isArray(first)) return first as readonly unknown[];
  if (name === 'isEnum' && Array.isArray(second)) return second as readonly unknown[];
  return undefined;
}
