import type { ScenarioFault } from './errors.js';
import { resolveScenario } from './resolve-scenario.js';
import { ScenarioReader } from './scenario-reader.js';
import type { Scenario } from './scenario.js';

/** A scenario, or everything that is wrong with its file: what `ScenarioInvalidError` takes. */
export type ParsedScenario =
  | { readonly scenario: Scenario }
  | { readonly file: string; readonly faults: readonly ScenarioFault[] };

interface ParseOptions {
  /** What to call the text in messages, such as its path. */
  readonly file: string;
  /** Names that other scenarios have. Two flows of one name would share the identity of their events. */
  readonly reservedNames: readonly string[];
}

/** Longest scenario file, in UTF-16 units: ten times a flow of twenty years. */
export const TEXT_LENGTH_MAX = 512 * 1024;

/**
 * Reads the YAML text of a scenario. The faults of the YAML, of the shape (the published schema)
 * and of the meaning (months, sums, shares) are all reported together; it throws nothing.
 */
export function parseScenarioText(text: string, options: ParseOptions): ParsedScenario {
  if (text.length > TEXT_LENGTH_MAX) {
    const expected = `a file of at most ${TEXT_LENGTH_MAX} characters`;
    const fault = { line: 1, column: 1, path: '', expected, came: `${text.length}` };
    return { file: options.file, faults: [fault] };
  }
  const reader = new ScenarioReader(text);
  const scenario = resolveScenario(reader, options.reservedNames);
  const { faults } = reader;
  return faults.length > 0 ? { file: options.file, faults } : { scenario };
}
