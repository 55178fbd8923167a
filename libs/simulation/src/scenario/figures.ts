import type { FileFigure, FileRate } from './scenario-file.js';
import type { ScenarioReader } from './scenario-reader.js';
import type { Provenance } from './scenario.js';
import type { Path } from './yaml-source.js';

/** The single figures of a file, with where each comes from. */
export class Figures {
  readonly sources: Record<string, Provenance> = {};
  readonly #reader: ScenarioReader;

  constructor(reader: ScenarioReader) {
    this.#reader = reader;
  }

  /** The value of a figure; the fallback for one that was left out or is not sound. */
  value(path: Path, figure: FileFigure | undefined, fallback = 0): number {
    return this.read(path, figure?.value) ?? fallback;
  }

  rate(path: Path, figure: FileRate | undefined): number {
    return this.read(path, figure?.rate) ?? 0;
  }

  windowRecords(path: Path, figure: { readonly windowRecords: number } | undefined): number {
    return this.read(path, figure?.windowRecords) ?? 1;
  }

  /** Anything given at a path, its source noted; undefined when left out or not sound. */
  read<Given>(path: Path, given: Given | undefined): Given | undefined {
    if (given === undefined || !this.#reader.isSound(path)) return undefined;
    this.sources[path.join('.')] = this.#reader.provenanceOf(path);
    return given;
  }
}
