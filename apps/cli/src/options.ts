import { BadInvocationError } from '#libs/platform';

/** A whole number from 0 to 2^53 - 1. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new BadInvocationError(`${option}: expected a whole number from 0, came "${text}"`);
  }
  return value;
}

/** A whole number from 1. */
export function atLeastOne(option: string, text: string): number {
  const value = wholeNumber(option, text);
  if (value < 1) throw new BadInvocationError(`${option}: expected at least 1, came "${text}"`);
  return value;
}

/** A number above 0. */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new BadInvocationError(`${option}: expected a number above 0, came "${text}"`);
  }
  return value;
}

/** The file of `--out json=FILE`. */
export function outFile(text: string): string {
  const file = /^json=(.+)$/.exec(text)?.[1];
  if (file === undefined) throw new BadInvocationError(`--out: expected json=FILE, came "${text}"`);
  return file;
}
