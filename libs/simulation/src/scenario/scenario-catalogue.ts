import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ScenarioInvalidError, ScenarioUnreadableError, UnknownScenarioError } from './errors.js';
import { nearestName } from './nearest-name.js';
import { TEXT_LENGTH_MAX, parseScenarioText, type ParsedScenario } from './parse-scenario.js';
import { scaleScenario } from './scale-scenario.js';
import type { Scenario } from './scenario.js';

/** A scenario that comes with the project. */
export interface ScenarioListing {
  readonly name: string;
  readonly title: string;
  /** Full path of its YAML file: a model to copy. */
  readonly file: string;
}

export interface LoadOptions {
  /** Factor on every month's events, above 0 and at most 100. Default: 1, the published size. */
  readonly scale?: number;
}

/** From the project's root; the compiled program reads the same files, as `tsc` does not copy them. */
const BUILT_IN_FOLDER = 'libs/simulation/scenarios';
const EXTENSION = '.yaml';
const UTF8_BYTES_MAX = 4;

/** The built-in scenarios by name. Throws ScenarioInvalidError if one of their files was spoilt. */
export function listScenarios(): readonly ScenarioListing[] {
  return builtInNames().map((name) => {
    const file = builtInFile(name);
    const { title } = readScenario(file);
    return { name, title, file };
  });
}

/**
 * Reads the YAML text of a scenario: the scenario, or every fault of the YAML, of the shape and of
 * the meaning, all at once. It throws nothing for a bad text.
 *
 * @param options.file path of the text, for messages; a file of one's own may not take a built-in name
 */
export function parseScenario(text: string, options: { readonly file: string }): ParsedScenario {
  return parseScenarioText(text, {
    file: options.file,
    reservedNames: reservedNamesFor(options.file),
  });
}

/**
 * A scenario by the name of a built-in one, or by the path of a .yaml file.
 * A file of one's own may not take a built-in name, as the name is part of the identity of the events.
 *
 * @throws UnknownScenarioError, ScenarioUnreadableError, ScenarioInvalidError with every fault, ScenarioScaleError
 */
export function loadScenario(nameOrPath: string, options: LoadOptions = {}): Scenario {
  const file = /\.ya?ml$/i.test(nameOrPath) ? nameOrPath : fileOfName(nameOrPath);
  const scenario = readScenario(file);
  return scaleScenario(scenario, options.scale ?? 1);
}

/** Only a listed name becomes part of a path, so no name can lead out of the folder. */
function fileOfName(name: string): string {
  const known = builtInNames();
  if (!known.includes(name)) {
    throw new UnknownScenarioError(name, known, nearestName(name, known));
  }
  return builtInFile(name);
}

function readScenario(file: string): Scenario {
  const parsed = parseScenario(readText(file), { file });
  if ('faults' in parsed) throw new ScenarioInvalidError(file, parsed.faults);
  return parsed.scenario;
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > TEXT_LENGTH_MAX * UTF8_BYTES_MAX) {
      throw new Error(`expected at most ${TEXT_LENGTH_MAX} characters, came ${size} bytes`);
    }
    bytes = readFileSync(file);
  } catch (cause) {
    throw new ScenarioUnreadableError(file, 'a YAML file that can be read', cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ScenarioUnreadableError(file, 'text in UTF-8', cause);
  }
}

function reservedNamesFor(file: string): readonly string[] {
  const names = builtInNames();
  const own = names.find((name) => existsSync(file) && isSameFile(file, builtInFile(name)));
  return names.filter((name) => name !== own);
}

function isSameFile(one: string, other: string): boolean {
  return realpathSync(one) === realpathSync(other);
}

function builtInNames(): string[] {
  return readdirSync(builtInFolder())
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => basename(file, EXTENSION))
    .sort();
}

function builtInFile(name: string): string {
  return join(builtInFolder(), `${name}${EXTENSION}`);
}

/** Found from the source and from `dist` alike: upward to the first folder with a package.json. */
function builtInFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(
        `project root: expected a package.json above ${import.meta.dirname}, came none; ` +
          `keep package.json and ${BUILT_IN_FOLDER} beside the compiled program`,
      );
    }
    folder = parent;
  }
  return join(folder, BUILT_IN_FOLDER);
}
