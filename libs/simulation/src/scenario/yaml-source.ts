import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import type { ScenarioFault } from './errors.js';

/** Keys and list positions from the top of a file. */
export type Path = readonly (string | number)[];

/** Whether a fault points at the value of a path or at its key. */
export type Spot = 'key' | 'value';

/** How often a file may reuse its anchors; more is the pattern of a file made to exhaust memory. */
const ALIASES_MAX = 100;

/** A YAML text with its data and the way back from each value to its line and column. */
export class YamlSource {
  /** What the text holds, as plain data; undefined when it cannot be read as YAML. */
  readonly data: unknown;
  /** Faults of the YAML itself. */
  readonly faults: readonly ScenarioFault[];
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      version: '1.2',
    });
    const faults = [...this.#document.errors, ...this.#document.warnings].map((error) =>
      this.#faultAt(error.pos[0], describeSyntax(error.code), error.message),
    );
    const unresolved = this.#findUnresolvedAliases();
    faults.push(...unresolved);
    // A repeated key leaves the rest readable, so the other faults can be found in the same pass.
    const isReadable = this.#document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
    if (isReadable && unresolved.length === 0) {
      try {
        this.data = this.#document.toJS({ maxAliasCount: ALIASES_MAX });
      } catch (error) {
        const came = error instanceof Error ? error.message : String(error);
        faults.push(this.#faultAt(0, `at most ${ALIASES_MAX} uses of YAML anchors`, came));
      }
    }
    this.faults = faults;
  }

  /** A fault at the place of a path; of a path that is not there, at the nearest thing around it. */
  fault(path: Path, spot: Spot, about: Omit<ScenarioFault, 'line' | 'column' | 'path'>) {
    return { ...this.#position(this.#offset(path, spot)), path: formatPath(path), ...about };
  }

  #offset(path: Path, spot: Spot): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.#document);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
        if (pair === undefined) return offset;
        // The key of a mapping shows better where something is missing than its first entry.
        const isKey = isMap(pair.value) || (spot === 'key' && depth === path.length - 1);
        offset = (isKey ? startOf(pair.key) : startOf(pair.value)) ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number') {
        node = node.items[step];
        offset = startOf(node) ?? offset;
      } else {
        return offset;
      }
    }
    return offset;
  }

  #findUnresolvedAliases(): ScenarioFault[] {
    const faults: ScenarioFault[] = [];
    visit(this.#document, {
      Alias: (_, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const offset = startOf(alias) ?? 0;
        faults.push(this.#faultAt(offset, 'an alias of an anchor above it', `"*${alias.source}"`));
      },
    });
    return faults;
  }

  #faultAt(offset: number, expected: string, came: string): ScenarioFault {
    return { ...this.#position(offset), path: '', expected, came };
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** `dmp.documents.months[0].total` */
export function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function startOf(node: unknown): number | undefined {
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0];
  return undefined;
}

function describeSyntax(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'each key once';
    case 'MULTIPLE_DOCS':
      return 'one YAML document';
    case 'TAB_AS_INDENT':
      return 'spaces as indentation';
    case 'TAG_RESOLVE_FAILED':
      return 'plain YAML 1.2 without tags of its own';
    case 'BAD_ALIAS':
      return 'an alias of an anchor above it';
    default:
      return 'well-formed YAML';
  }
}
