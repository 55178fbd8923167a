import { OBSTACLE_SYMBOLS } from '#libs/events';
import type { Figures } from './figures.js';
import { DEPOSITING_DSR_CODES } from './known-names.js';
import type { FileSons } from './scenario-file.js';
import type { ScenarioReader } from './scenario-reader.js';
import type { SonsFlow } from './scenario.js';
import { isRecord } from './schema-faults.js';
import { SONS_SHARE_NAMES, SONS_SHARES, type SonsShare } from './sons-shares.js';

/** Sections that `sons` cannot stand beside. */
const FLOWS = ['dmp', 'mssante', 'eprescription'] as const;

/** The section `sons` with its defaults; undefined when the file has none. */
export function resolveSons(reader: ScenarioReader, figures: Figures): SonsFlow | undefined {
  const { sons } = reader.file;
  // A file may hold anything here; the schema has already said so.
  if (!isRecord(sons)) return undefined;
  for (const flow of FLOWS) {
    if (reader.file[flow] === undefined) continue;
    const expected = `no ${flow} beside sons, whose documents come from its own clients`;
    reader.report([flow], expected, 'both', 'key');
  }
  return {
    shares: sharesOf(figures, sons),
    belowThreshold: numbersOf(figures, 'belowThreshold', sons, DEPOSITING_DSR_CODES),
    obstacles: numbersOf(figures, 'obstacles', sons, OBSTACLE_SYMBOLS),
  };
}

function sharesOf(figures: Figures, sons: FileSons): Record<SonsShare, number> {
  const entries = SONS_SHARE_NAMES.map((share) => [
    share,
    figures.value(['sons', share], sons[share], SONS_SHARES[share].fallback),
  ]);
  // Made from the very names of the shares.
  return Object.fromEntries(entries) as Record<SonsShare, number>;
}

/** The numbers of a mapping that has one by name; without those that were left out. */
function numbersOf<Name extends string>(
  figures: Figures,
  key: 'belowThreshold' | 'obstacles',
  sons: FileSons,
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const given: Readonly<Record<string, unknown>> = figures.read(['sons', key], sons[key]) ?? {};
  const numbers: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const number = given[name];
    if (typeof number === 'number') numbers[name] = number;
  }
  return numbers;
}
