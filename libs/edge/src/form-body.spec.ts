import { describe, expect, it } from '@jest/globals';
import { parseForm } from './form-body.js';
import { HTTP_LIMITS } from './limits.js';
import { ProblemError } from './problem.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('parseForm', () => {
  it('gives the fields as texts, whatever their names are', () => {
    const form = parseForm(bytes('scenario=smoke&scale=0%2C5&seed=&__proto__=1&constructor=2'));
    expect(Object.entries(form)).toEqual([
      ['scenario', 'smoke'],
      ['scale', '0,5'],
      ['seed', ''],
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('refuses a field that comes twice', () => {
    expect(() => parseForm(bytes('a=1&a=2'))).toThrow(ProblemError);
    expect(() => parseForm(bytes('a=1&b=2'))).not.toThrow();
  });

  it('takes as many fields and bytes as the limits say, and no more', () => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, i) => `f${i}=1`).join('&');
    expect(() => parseForm(bytes(fields(HTTP_LIMITS.formFieldsMax)))).not.toThrow();
    expect(() => parseForm(bytes(fields(HTTP_LIMITS.formFieldsMax + 1)))).toThrow(/at most/);
    const long = `a=${'x'.repeat(HTTP_LIMITS.formBytesMax - 2)}`;
    expect(() => parseForm(bytes(long))).not.toThrow();
    expect(() => parseForm(bytes(`${long}x`))).toThrow(/at most/);
  });
});
