import { HTTP_LIMITS } from './limits.js';

/** A refused value as an answer repeats it to its sender: as JSON, shortened; "nothing" when absent. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > HTTP_LIMITS.shownCharactersMax
    ? `${text.slice(0, HTTP_LIMITS.shownCharactersMax)}… (${text.length} characters)`
    : text;
}
