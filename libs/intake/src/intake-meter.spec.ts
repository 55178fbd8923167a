import { Metrics } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { IntakeBusyError, IntakeUnavailableError } from './errors.js';
import { IntakeMeter } from './intake-meter.js';

/** Codes of a refusal; undefined: the sweep's. */
type Answer = readonly string[] | undefined;

describe('IntakeMeter', () => {
  it('tells acknowledgements, refusals by code, and those who were turned away', async () => {
    const meter = new IntakeMeter<Answer>('dmp', (answer) => answer);
    const metrics = new Metrics({ service: 'toy', instance: 'toy-1' });
    meter.register(metrics, { waiting: 3, outboxRecords: 12 });
    expect(await meter.note(Promise.resolve([]))).toEqual([]);
    await meter.note(Promise.resolve(['XDSNonIdenticalHash', 'EMPTY_DOCUMENT']));
    await meter.note(Promise.resolve(['EMPTY_DOCUMENT']));
    await meter.note(Promise.resolve(undefined));
    for (const error of [
      new IntakeBusyError('dmp', 1, 1),
      new IntakeUnavailableError('dmp', 1),
      new TypeError('a bug'),
    ]) {
      await expect(meter.note(Promise.reject(error))).rejects.toBe(error);
    }
    const lines = (await metrics.text())
      .split('\n')
      .filter((line) => line.startsWith('mes_intake'));
    expect(lines.toSorted()).toEqual([
      'mes_intake_commands_total{channel="dmp",outcome="acknowledged",service="toy"} 1',
      'mes_intake_commands_total{channel="dmp",outcome="busy",service="toy"} 1',
      'mes_intake_commands_total{channel="dmp",outcome="failed",service="toy"} 1',
      'mes_intake_commands_total{channel="dmp",outcome="refused",service="toy"} 2',
      'mes_intake_commands_total{channel="dmp",outcome="unavailable",service="toy"} 1',
      'mes_intake_outbox_records{channel="dmp",service="toy"} 12',
      'mes_intake_refusals_total{channel="dmp",code="EMPTY_DOCUMENT",service="toy"} 2',
      'mes_intake_refusals_total{channel="dmp",code="XDSNonIdenticalHash",service="toy"} 1',
      'mes_intake_waiting_commands{channel="dmp",service="toy"} 3',
    ]);
  });
});
