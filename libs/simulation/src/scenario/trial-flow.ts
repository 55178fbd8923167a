import { ScenarioInvalidError } from './errors.js';
import { parseScenarioText } from './parse-scenario.js';
import type { Scenario } from './scenario.js';

/** A scenario file without fault, for specs to spoil. */
export const FLOW = `name: trial
title: A flow for specs
source: made for the spec
dmp:
  documents:
    months:
      - { month: 2023-11, total: 100 }
      - { month: 2023-12, total: 1_200 }
  shares:
    - fromMonth: 2023-11
      weights: { SGL: 2, LGC: 1 }
mssante:
  messages:
    from: 2023-11
    to: 2023-12
    anchors:
      - { month: 2023-11, monthly: 400 }
  linkedShare: { value: 0.5 }
  shares:
    - { fromMonth: 2023-01, weights: { DPI: 1 } }
eprescription:
  issued:
    months: [{ month: 2023-12, total: 50 }]
  dispensed:
    months: [{ month: 2023-12, total: 50 }]
faults:
  lateDeposit: { rate: 0.1, daysMax: 30 }
  reordering: { windowRecords: 64 }
  refusedDeposit:
    XDS_REGISTRY_BUSY: { rate: 0.2 }
`;

/** The flow with one piece replaced; the piece has to be there. */
export function flowWith(piece: string | RegExp, replacement: string): string {
  const text = FLOW.replace(piece, replacement);
  if (text === FLOW) throw new Error(`the trial flow does not contain ${String(piece)}`);
  return text;
}

/** Faults as a person reads them, without the name of the file. */
export function faultsOf(text: string): string[] {
  const parsed = parseScenarioText(text, { file: 'trial.yaml', reservedNames: ['smoke'] });
  if (!('faults' in parsed)) return [];
  const { message } = new ScenarioInvalidError(parsed.file, parsed.faults);
  return message
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace('  trial.yaml:', ''));
}

export function scenarioOf(text: string): Scenario {
  const parsed = parseScenarioText(text, { file: 'trial.yaml', reservedNames: [] });
  if ('faults' in parsed) throw new ScenarioInvalidError(parsed.file, parsed.faults);
  return parsed.scenario;
}
