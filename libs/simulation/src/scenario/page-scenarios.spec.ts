import { describe, expect, it } from '@jest/globals';
import { Plan } from '../plan/plan.js';
import { loadScenario } from './index.js';
import { PAGE_EVENTS_MAX, PAGE_SCENARIOS, isPageScale, pageScenario } from './page-scenarios.js';

describe('the scenarios of the page', () => {
  it.each(PAGE_SCENARIOS)('$name can be planned at both bounds and stays small', (scenario) => {
    const events = (scale: number): number =>
      new Plan(loadScenario(scenario.name, { scale }), 1).totals().allEvents;
    expect(events(scenario.scaleMin)).toBeGreaterThan(0);
    expect(events(scenario.scaleMax)).toBeLessThanOrEqual(PAGE_EVENTS_MAX);
    expect(isPageScale(scenario, scenario.scaleStandard)).toBe(true);
  });

  it.each(PAGE_SCENARIOS)('$name takes its bounds and nothing beyond them', (scenario) => {
    const { scaleMin, scaleMax } = scenario;
    expect([scaleMin, scaleMax].every((scale) => isPageScale(scenario, scale))).toBe(true);
    for (const scale of [scaleMin * 0.999, scaleMax * 1.001, 0, -scaleMax, NaN, Infinity]) {
      expect(isPageScale(scenario, scale)).toBe(false);
    }
  });

  it('are a closed list: a file name is none of them', () => {
    expect(pageScenario('smoke')?.scaleMax).toBe(1);
    expect(pageScenario('./smoke.yaml')).toBeUndefined();
    expect(pageScenario('constructor')).toBeUndefined();
  });
});
