/** A scenario that may be started from a page, and how small it has to stay. */
export interface PageScenario {
  /** Of a built-in scenario. */
  readonly name: string;
  /** Smallest scale: below, some of its counts would have nothing to share. */
  readonly scaleMin: number;
  /** Largest scale: at most PAGE_EVENTS_MAX events. */
  readonly scaleMax: number;
  /** What the form proposes. */
  readonly scaleStandard: number;
}

/** Events of a run that a page may start: seconds of work, and some 100 MB of disk, on two cores. */
export const PAGE_EVENTS_MAX = 700_000;

/** Closed: a page starts nothing else. A spec holds every bound against its plan. */
export const PAGE_SCENARIOS: readonly PageScenario[] = [
  { name: 'smoke', scaleMin: 0.01, scaleMax: 1, scaleStandard: 1 },
  { name: 'national-december-2023', scaleMin: 0.0001, scaleMax: 0.02, scaleStandard: 0.005 },
  { name: 'national-2021-to-2023', scaleMin: 0.0001, scaleMax: 0.001, scaleStandard: 0.0005 },
  { name: 'sons-wave-1', scaleMin: 0.001, scaleMax: 0.02, scaleStandard: 0.01 },
];

/** Undefined for a scenario that no page may start. */
export function pageScenario(name: string): PageScenario | undefined {
  return PAGE_SCENARIOS.find((scenario) => scenario.name === name);
}

/** Whether a scale is within the bounds, both inclusive. */
export function isPageScale({ scaleMin, scaleMax }: PageScenario, scale: number): boolean {
  return scale >= scaleMin && scale <= scaleMax;
}
