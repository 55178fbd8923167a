import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './json-body.js';
import { ProblemError } from './problem.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const nameOf = (bytes: Uint8Array, depthMax?: number): string => {
  try {
    parseJson(bytes, depthMax);
    return 'parsed';
  } catch (error) {
    if (error instanceof ProblemError) return error.facts.name;
    throw error;
  }
};

describe('parseJson', () => {
  it('accepts the same words as values', () => {
    expect(nameOf(bytesOf('["constructor", "__proto__", "\\u0063"]'))).toBe('parsed');
  });

  it.each(['["a\\u0000b"]', '{"a\\u0000":1}', '{"a":{"b":["\\u0000"]}}', '"\\u0000"'])(
    'refuses NUL, which no database keeps: %s',
    (text) => {
      expect(nameOf(bytesOf(text))).toBe('nul-character');
      expect(nameOf(bytesOf(text.replace('\\u0000', '\\u0001')))).toBe('parsed');
    },
  );

  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!/__proto__|constructor|prototype|\\u0000/.test(JSON.stringify(value)));
        expect(parseJson(bytesOf(JSON.stringify(value)))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('counts brackets outside of strings only', () => {
    expect(nameOf(bytesOf('["[[[[\\"[[[["]'), 1)).toBe('parsed');
    expect(nameOf(bytesOf('["a",["b"]]'), 1)).toBe('body-too-deep');
  });

  it('takes the deepest value and refuses one level more, whatever the brackets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.boolean(), (depth, isObject) => {
        const [open, close] = isObject ? ['{"a":', '}'] : ['[', ']'];
        const text = `${open.repeat(depth)}1${close.repeat(depth)}`;
        expect(nameOf(bytesOf(text), depth)).toBe('parsed');
        expect(nameOf(bytesOf(text), depth - 1)).toBe('body-too-deep');
      }),
    );
  });

  it('refuses any bytes by name and never throws anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect([
          'parsed',
          'malformed-text',
          'malformed-json',
          'body-too-deep',
          'reserved-key',
          'nul-character',
        ]).toContain(nameOf(bytes));
      }),
    );
  });

  it.each([
    [
      'a surrogate in three bytes',
      new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
      'malformed-text',
    ],
    ['an overlong slash', new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), 'malformed-text'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), 'malformed-text'],
    ['two values', bytesOf('{} {}'), 'malformed-json'],
    ['a trailing comma', bytesOf('[1,]'), 'malformed-json'],
    ['a key that stands for the prototype', bytesOf('{"a":[{"__proto__":{}}]}'), 'reserved-key'],
    [
      'a key that stands for the class',
      bytesOf('{"a":{"constructor":{"name":1}}}'),
      'reserved-key',
    ],
    ['the same, escaped', bytesOf('{"\\u0063onstructor":1}'), 'reserved-key'],
    ['NaN', bytesOf('NaN'), 'malformed-json'],
  ])('refuses %s', (_, bytes, name) => {
    expect(nameOf(bytes)).toBe(name);
  });
});
