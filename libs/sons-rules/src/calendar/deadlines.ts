import { RULE_VERSIONS, type RuleVersion } from './rule-versions.js';

export type { Deadlines } from './rule-versions.js';

/** No rule of the window was known by then. */
export class RuleUnknownError extends Error {
  /** Exit code 1, the run failed: expected trouble, reported without a stack. */
  readonly exitCode = 1;

  constructor(
    readonly window: string,
    readonly knownOnMs: number,
  ) {
    super(
      `rule unknown: expected a window of SONS_WINDOWS on a date on which its rules were known; ` +
        `came ${JSON.stringify(window)} on ${dateText(knownOnMs)}; see RULE_VERSIONS in libs/sons-rules`,
    );
    this.name = new.target.name;
  }
}

/**
 * The rules of a window as they were known at an instant: what would have been decided then. Throws
 * RuleUnknownError.
 *
 * @param window code such as `V1-CITY`
 * @param knownOnMs milliseconds since 1970 in UTC, inclusive; Infinity for today's rules
 */
export function deadlinesOf(window: string, knownOnMs: number): RuleVersion {
  const version = versionsOf.get(window)?.findLast(({ knownAtMs }) => knownAtMs <= knownOnMs);
  if (version === undefined) throw new RuleUnknownError(window, knownOnMs);
  return version;
}

/** Oldest first. */
const versionsOf: ReadonlyMap<string, readonly RuleVersion[]> = Map.groupBy(
  RULE_VERSIONS,
  ({ window }) => window,
);

/** An instant for a message; what is no date is printed as the number it is. */
function dateText(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? `${epochMs} ms` : date.toISOString();
}
