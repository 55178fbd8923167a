import { ServiceSettings, TUNING_SETTINGS, loadSettings } from '#libs/platform';
import { DEFAULT_COUNTING } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { SonsSettings, countingOf } from './sons-settings.js';

const given = (more: Record<string, string>): SonsSettings =>
  loadSettings(SonsSettings, {
    MES_KAFKA_BROKERS: 'localhost:9092',
    MES_DATABASE_URL: 'postgres://localhost/mes',
    ...more,
  });

describe('SonsSettings', () => {
  it('are all known to the command line that starts the aggregators', () => {
    const shared = Object.keys(new ServiceSettings());
    const own = Object.keys(new SonsSettings()).filter((name) => !shared.includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(TUNING_SETTINGS).toEqual(expect.arrayContaining(own));
  });

  it('count with the defaults of the rules when nothing is said', () => {
    expect(countingOf(given({}))).toEqual(DEFAULT_COUNTING);
  });

  it('take types and replacements', () => {
    const settings = given({
      MES_SONS_ELIGIBLE_TYPES: '11502-2,34112-3',
      MES_SONS_COUNT_REPLACEMENTS: 'yes',
    });
    expect(countingOf(settings)).toEqual({
      eligibleTypes: ['11502-2', '34112-3'],
      countReplacements: true,
    });
  });

  it('name both faults', () => {
    const attempt = () =>
      given({ MES_SONS_ELIGIBLE_TYPES: 'a,,b', MES_SONS_COUNT_REPLACEMENTS: 'true' });
    expect(attempt).toThrow(/MES_SONS_ELIGIBLE_TYPES[\s\S]*MES_SONS_COUNT_REPLACEMENTS/);
  });
});
