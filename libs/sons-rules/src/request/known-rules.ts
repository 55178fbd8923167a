import { deadlinesOf, RuleUnknownError, type Deadlines } from '../calendar/deadlines.js';
import { refusal, type FactRefusal } from './fact-refusal.js';

/** The rules of a window as known at an instant, milliseconds since 1970; undefined before the first ones. */
export function rulesKnownOn(window: string, knownOnMs: number): Deadlines | undefined {
  try {
    return deadlinesOf(window, knownOnMs);
  } catch (error) {
    if (error instanceof RuleUnknownError) return undefined;
    throw error;
  }
}

/** The refusal of a payment that was registered before any rule of its window was known. */
export function rulesUnknown(window: string, registeredAtMs: number): FactRefusal {
  const expected = `a payment after the first rules of ${window} were known`;
  return refusal('RULES_UNKNOWN', expected, `${registeredAtMs} ms`);
}
