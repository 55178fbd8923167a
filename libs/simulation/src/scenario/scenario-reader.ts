import type { ScenarioFault } from './errors.js';
import type { ScenarioFile } from './scenario-file.js';
import type { Provenance } from './scenario.js';
import { findShapeFaults, isRecord, type PlacedFault } from './schema-faults.js';
import { YamlSource, type Path, type Spot } from './yaml-source.js';

/**
 * A scenario file being read: its data, and every fault found so far.
 * Parts that the schema refused are left alone, so that one slip does not bring a row of others.
 */
export class ScenarioReader {
  readonly file: ScenarioFile;
  readonly #source: YamlSource;
  readonly #faults: PlacedFault[];

  constructor(text: string) {
    this.#source = new YamlSource(text);
    this.#faults = this.#source.data === undefined ? [] : findShapeFaults(this.#source);
    // True to its type where `isSound` says so: the schema describes this very type.
    this.file = isRecord(this.#source.data) ? this.#source.data : {};
  }

  /** Every fault found so far, from the top of the file to its end. */
  get faults(): ScenarioFault[] {
    return [...this.#source.faults, ...this.#faults.map(({ fault }) => fault)].sort(
      (a, b) => a.line - b.line || a.column - b.column,
    );
  }

  /** Whether nothing was found wrong so far at a path or below it. */
  isSound(path: Path): boolean {
    return !this.#faults.some((wrong) => path.every((step, depth) => wrong.path[depth] === step));
  }

  /** Notes a fault of meaning: the shape is right and the content cannot be. */
  report(path: Path, expected: string, came: string | number, spot: Spot = 'value'): void {
    const fault = this.#source.fault(path, spot, { expected, came: String(came) });
    this.#faults.push({ path, fault });
  }

  /** Where a figure comes from: said beside it, or by the nearest mapping around it. None at all is a fault. */
  provenanceOf(path: Path): Provenance {
    for (let depth = path.length; depth >= 0; depth--) {
      const around = this.#valueAt(path.slice(0, depth));
      if (!isRecord(around) || Array.isArray(around)) continue;
      if ('assumed' in around) return { source: String(around['reason']), assumed: true };
      if ('source' in around) return { source: String(around['source']), assumed: false };
    }
    this.report(
      path,
      'a source, or assumed: true with a reason, here or on a mapping around it',
      'nothing',
    );
    return { source: '', assumed: true };
  }

  #valueAt(path: Path): unknown {
    let value: unknown = this.file;
    for (const step of path) value = isRecord(value) ? value[step] : undefined;
    return value;
  }
}
