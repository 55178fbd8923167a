import type { FieldFault } from '#libs/edge';

/** Items of a list in a request. */
const ITEMS_MAX = 200;
/** Characters of a text in a request, documents apart. */
const TEXT_CHARACTERS_MAX = 1024;
/** Characters of a wrong value that a fault repeats. */
const SHOWN_CHARACTERS_MAX = 60;

/**
 * A part of a stranger's JSON, with its place. Reading it never throws: what is of another type than
 * asked for becomes a fault, and what is not there reads as null.
 */
export class JsonNode {
  constructor(
    readonly value: unknown,
    /** JSON pointer. */
    readonly pointer: string,
    private readonly faults: FieldFault[],
  ) {}

  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Notes what is wrong here. */
  fault(reason: string, accepted?: readonly string[]): void {
    this.faults.push({ field: this.pointer, reason, ...(accepted && { accepted }) });
  }

  /** A member of an object. */
  get(name: string): JsonNode {
    const value: unknown = this.isObject() ? Reflect.get(this.value as object, name) : undefined;
    return new JsonNode(value, `${this.pointer}/${escaped(name)}`, this.faults);
  }

  /** Names of the members; none for anything but an object. */
  names(): string[] {
    return this.isObject() ? Object.keys(this.value as object) : [];
  }

  /** The items of a list; none where there is no list. */
  items(): JsonNode[] {
    if (!this.isPresent) return [];
    if (!Array.isArray(this.value)) {
      this.fault(`expected a list; came ${shown(this.value)}`);
      return [];
    }
    if (this.value.length > ITEMS_MAX) {
      this.fault(`expected at most ${ITEMS_MAX} items; came ${this.value.length}`);
      return [];
    }
    return this.value.map(
      (item: unknown, index) => new JsonNode(item, `${this.pointer}/${index}`, this.faults),
    );
  }

  /** The first item of a list. */
  first(): JsonNode {
    return this.items()[0] ?? new JsonNode(undefined, `${this.pointer}/0`, this.faults);
  }

  /** A text of at least one character; null where there is none. */
  text(charactersMax: number = TEXT_CHARACTERS_MAX): string | null {
    if (!this.isPresent) return null;
    if (typeof this.value !== 'string') {
      this.fault(`expected a text; came ${shown(this.value)}`);
      return null;
    }
    if (this.value.length === 0 || this.value.length > charactersMax) {
      this.fault(
        `expected a text of 1 to ${charactersMax} characters; came ${this.value.length} characters`,
      );
      return null;
    }
    return this.value;
  }

  /** A whole number from 0; null where there is none. */
  count(): number | null {
    if (!this.isPresent) return null;
    if (typeof this.value !== 'number' || !Number.isSafeInteger(this.value) || this.value < 0) {
      this.fault(`expected a whole number from 0; came ${shown(this.value)}`);
      return null;
    }
    return this.value;
  }

  /** True or false; null where there is nothing. */
  flag(): boolean | null {
    if (!this.isPresent) return null;
    if (typeof this.value !== 'boolean') {
      this.fault(`expected true or false; came ${shown(this.value)}`);
      return null;
    }
    return this.value;
  }

  /** Bytes in base64; null where there are none. */
  bytes(): Buffer | null {
    if (!this.isPresent) return null;
    if (typeof this.value !== 'string' || !isBase64(this.value)) {
      this.fault(`expected base64 (RFC 4648, with padding); came ${shown(this.value)}`);
      return null;
    }
    return Buffer.from(this.value, 'base64');
  }

  /** An instant with its offset, milliseconds since 1970; null where there is none. */
  instant(): number | null {
    const text = this.text();
    if (text === null) return null;
    const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(ms)) {
      this.fault(
        `expected a date and time with its offset, such as 2026-06-12T10:00:00+02:00; came ${shown(text)}`,
      );
      return null;
    }
    return ms;
  }

  isObject(): boolean {
    if (typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)) {
      return true;
    }
    if (this.isPresent && !this.hasFault) {
      this.hasFault = true;
      this.fault(`expected an object; came ${shown(this.value)}`);
    }
    return false;
  }

  /** One fault is enough for an object that is none, however many of its members are asked for. */
  private hasFault = false;
}

/** RFC 3339 date and time with an offset. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text);
}

/** RFC 6901. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}
