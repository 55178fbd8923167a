import { BadInvocationError } from '#libs/platform';
import { SCOPES, type Scope } from '#libs/store';

/** Longest life that may be asked for, days: ten years. Longer is `never`. */
const DAYS_MAX = 3_660;
const DAY_MS = 86_400_000;

/** @throws BadInvocationError */
export function keyName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/.test(text)) return text;
  throw new BadInvocationError(
    `--name: expected 1 to 64 letters, digits, spaces, dots, dashes or underscores, a letter or digit first; came ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** @throws BadInvocationError naming every unknown scope */
export function keyScopes(text: string): readonly Scope[] {
  const asked = [...new Set(text.split(',').map((scope) => scope.trim()))];
  const known = SCOPES.filter((scope) => asked.includes(scope));
  if (known.length === asked.length) return known;
  throw new BadInvocationError(
    `--scopes: expected some of ${SCOPES.join(', ')}; came ${JSON.stringify(text.slice(0, 200))}`,
  );
}

/**
 * When a key ends: `2027-01-31` (the end of that day, UTC), an instant, or `90d` from now.
 *
 * @throws BadInvocationError for another form, the past, or more than ten years
 */
export function keyExpiry(text: string, nowMs: number): Date {
  const atMs = expiryMs(text, nowMs);
  if (atMs > nowMs && atMs <= nowMs + DAYS_MAX * DAY_MS) return new Date(atMs);
  throw new BadInvocationError(
    `--expires: expected a day such as 2027-01-31, an instant such as 2027-01-31T12:00:00Z, or days from now such as 90d, in the future and within ten years; came ${JSON.stringify(text.slice(0, 80))}`,
  );
}

function expiryMs(text: string, nowMs: number): number {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (days !== undefined) return nowMs + Number(days) * DAY_MS;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Date.parse(`${text}T00:00:00Z`) + DAY_MS;
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text) ? Date.parse(text) : NaN;
}
