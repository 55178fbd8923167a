import { refusal, type FactRefusal } from './fact-refusal.js';

/** Units that a perimeter has to keep to. */
interface Perimeter {
  readonly units: readonly string[];
  /** Whose they are, such as `the advance`. */
  readonly of: string;
}

/** Why units do not keep to a perimeter: the first one outside it; undefined when all are inside. */
export function perimeterRefusal(
  units: readonly string[],
  { units: allowed, of }: Perimeter,
): FactRefusal | undefined {
  const known = new Set(allowed);
  const added = units.find((unit) => !known.has(unit));
  if (added === undefined) return undefined;
  return refusal('PERIMETER_MISMATCH', `units among the ${allowed.length} of ${of}`, added);
}
