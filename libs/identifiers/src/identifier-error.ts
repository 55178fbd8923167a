/** What an identifier's error says. */
export interface IdentifierFault {
  /** What would have been right. */
  readonly expected: string;
  /** What was given; personal identifiers are shortened by `masked`. */
  readonly came: string;
  /** Where the rule is explained. */
  readonly where: string;
}

/** A text that is not the identifier it should be. Each identifier has its own subclass. */
export abstract class IdentifierError extends Error {
  readonly expected: string;
  readonly came: string;
  readonly where: string;

  constructor(what: string, { expected, came, where }: IdentifierFault) {
    super(`${what}: expected ${expected}; came ${came}; see ${where}`);
    this.name = new.target.name;
    this.expected = expected;
    this.came = came;
    this.where = where;
  }
}

/** An ordinal from which no synthetic identifier can be made. */
export class OrdinalOutOfRangeError extends IdentifierError {
  constructor(identifier: string, ordinal: number, count: number) {
    super('ordinal out of range', {
      expected: `a whole number from 0 to ${count - 1} to make a synthetic ${identifier}`,
      came: String(ordinal),
      where: 'libs/identifiers',
    });
  }
}

/** Throws OrdinalOutOfRangeError unless the ordinal is a whole number from 0 to count − 1. */
export function assertOrdinal(identifier: string, ordinal: number, count: number): void {
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= count) {
    throw new OrdinalOutOfRangeError(identifier, ordinal, count);
  }
}

/** A personal identifier for messages and logs: its beginning and length, never the whole. */
export function masked(text: string): string {
  return `${JSON.stringify(text.slice(0, 3))}… (${text.length} characters)`;
}

/** Whether a parser accepts a text. Any other error than a refusal is a bug and passes through. */
export function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof IdentifierError) return false;
    throw error;
  }
}
