import { decodeFact, SHARD_COUNT, type RequestFact, type SonsFact } from '#libs/events';
import { parseScenarioText } from '../scenario/parse-scenario.js';
import { ScenarioInvalidError } from '../scenario/errors.js';
import { loadScenario } from '../scenario/scenario-catalogue.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Plan } from '../plan/plan.js';

export const ALL_SHARDS: readonly number[] = Array.from(
  { length: SHARD_COUNT },
  (_, shard) => shard,
);

/** The built-in scenario, whole or with a part of its clients. */
export function waveOne(scale: number): Scenario {
  return loadScenario('sons-wave-1', { scale });
}

/** A file with the section `sons` and, under it, lines of two spaces. */
export function sonsFile(lines: string): string {
  return `name: trial\ntitle: Requests for specs\nassumed: true\nreason: made for the spec\nsons:\n${lines}`;
}

/** A scenario from such a file. */
export function sonsScenario(lines: string): Scenario {
  const parsed = parseScenarioText(sonsFile(lines), { file: 'trial.yaml', reservedNames: [] });
  if ('faults' in parsed) throw new ScenarioInvalidError(parsed.file, parsed.faults);
  return parsed.scenario;
}

/** Every fact of a shard, in the order of its stream. */
export function factsOfShard(plan: Plan, shard: number): SonsFact[] {
  const generator = plan.generator('sons', shard);
  return Array.from({ length: generator.attempts }, (_, sequence) =>
    decodeFact(generator.eventAt(sequence)),
  );
}

/** The facts of requests among them. */
export function requestFacts(facts: readonly SonsFact[]): RequestFact[] {
  return facts.filter(
    (fact): fact is RequestFact =>
      fact.record !== 'EditorEnrolled' && fact.record !== 'IncentiveClaimed',
  );
}
