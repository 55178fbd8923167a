import { describe, expect, it } from '@jest/globals';
import { sonsFile, sonsScenario, waveOne } from '../sons/test-requests.js';
import { describeScenario } from './describe-scenario.js';
import { ScenarioScaleError } from './errors.js';
import { scaleScenario } from './scale-scenario.js';
import { faultsOf } from './trial-flow.js';

describe('the section sons', () => {
  it('takes the defaults of what is left out, and notes where the rest comes from', () => {
    const { sons, figures } = sonsScenario('  belowThreshold: { LGC: 0.2 }\n');
    expect(sons?.shares).toMatchObject({ balanceDeposited: 1, lateBalance: 0, migrated: 0 });
    expect(sons?.belowThreshold).toEqual({ LGC: 0.2 });
    expect(figures?.['sons.belowThreshold']).toEqual({
      source: 'made for the spec',
      assumed: true,
    });
  });

  it('stands alone: its documents come from its clients', () => {
    const file = sonsFile('  migrated: { value: 0.1 }\n');
    const flow =
      'dmp:\n  documents: { months: [{ month: 2023-12, total: 10 }] }\n  shares: [{ fromMonth: 2023-12, weights: { SGL: 1 } }]\n';
    expect(faultsOf(file + flow)).toEqual([
      '7:1 dmp: expected no dmp beside sons, whose documents come from its own clients, came both',
    ]);
  });

  it('refuses a share beyond 1 and an unknown one, with its place', () => {
    expect(faultsOf(sonsFile('  migrated: { value: 1.1 }\n'))).toEqual([
      '6:22 sons.migrated.value: expected a number from 0 to 1, came 1.1',
    ]);
    expect(faultsOf(sonsFile('  migrate: { value: 0.1 }\n'))[0]).toContain(
      'did you mean "migrated"?',
    );
  });

  it('needs a source or a reason for each figure', () => {
    const bare = sonsFile('  migrated: { value: 0.1 }\n').replace(/^(assumed|reason).*\n/gm, '');
    expect(faultsOf(bare)[0]).toContain('sons.migrated: expected a source');
  });

  it('cannot be scaled beyond all clients', () => {
    expect(scaleScenario(waveOne(1), 0.1)).toMatchObject({ scale: 0.1 });
    expect(() => scaleScenario(waveOne(1), 1.5)).toThrow(ScenarioScaleError);
  });

  it('is described with its requests, and every share with its source', () => {
    const lines = describeScenario(waveOne(0.01));
    expect(lines.join('\n')).toContain('below ten documents, LGC                    25 %');
    expect(lines).toContain(
      '    source: mind Health, 27 Feb 2024 (98.7 % of the ordered updates on 14 Dec 2023)',
    );
    expect(lines.join('\n')).not.toContain('MSSanté');
  });
});
