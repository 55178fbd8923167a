import { RULE_VERSIONS, SONS_WINDOWS, type RuleVersion, type SonsWindow } from '#libs/sons-rules';

/** The rules of an ordering window as they were known on a day, beside those of a later one. */
export interface KnownRules {
  readonly window: SonsWindow;
  /** Undefined while no version was known. */
  readonly then: RuleVersion | undefined;
  readonly now: RuleVersion | undefined;
}

/**
 * By window, in their order.
 *
 * @param lastMs the last instant of the day
 * @param untilMs that of the later one; omitted: today's
 */
export function knownRules(lastMs: number, untilMs = Infinity): KnownRules[] {
  return SONS_WINDOWS.map((window) => ({
    window,
    then: latestKnown(window.code, lastMs),
    now: latestKnown(window.code, untilMs),
  }));
}

function latestKnown(window: string, untilMs: number): RuleVersion | undefined {
  return RULE_VERSIONS.filter((rule) => rule.window === window && rule.knownAtMs <= untilMs)
    .sort((a, b) => a.knownAtMs - b.knownAtMs)
    .at(-1);
}
