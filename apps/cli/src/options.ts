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

/** Brokers of an embedded cluster. */
export function brokerNumber(option: string, text: string): number {
  if (text !== '1' && text !== '3') {
    throw new BadInvocationError(`${option}: expected 1 or 3, came "${text}"`);
  }
  return Number(text);
}

/** A number above 0. */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new BadInvocationError(`${option}: expected a number above 0, came "${text}"`);
  }
  return value;
}

/** A percentage above 0 and at most 100, such as 5%, as a share. */
export function percentage(option: string, text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]);
  if (!(percent > 0 && percent <= 100)) {
    throw new BadInvocationError(`${option}: expected a percentage such as 5%, came "${text}"`);
  }
  return percent / 100;
}

const SECONDS_OF: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A time such as 500ms, 90s, 10m or 1h, in seconds; 0 is one too. */
export function timeSeconds(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const unit = SECONDS_OF[match?.[2] ?? ''];
  if (!match || unit === undefined) {
    throw new BadInvocationError(
      `${option}: expected a time such as 500ms, 90s or 10m, came "${text}"`,
    );
  }
  return Number(match[1]) * unit;
}

/** A time above 0, in seconds. */
export function positiveSeconds(option: string, text: string): number {
  const value = timeSeconds(option, text);
  if (value <= 0) throw new BadInvocationError(`${option}: expected more than 0, came "${text}"`);
  return value;
}

/** Where the services of a run are. */
export function servicesPlace(option: string, text: string): 'own' | 'elsewhere' {
  if (text !== 'own' && text !== 'elsewhere') {
    throw new BadInvocationError(`${option}: expected own or elsewhere, came "${text}"`);
  }
  return text;
}

/** The file of `--out json=FILE`. */
export function outFile(text: string): string {
  const file = /^json=(.+)$/.exec(text)?.[1];
  if (file === undefined) throw new BadInvocationError(`--out: expected json=FILE, came "${text}"`);
  return file;
}
