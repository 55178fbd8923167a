import { ServiceSettings, TUNING_SETTINGS } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { AggregatorSettings } from './aggregator-settings.js';

describe('AggregatorSettings', () => {
  it('are all known to the command line that starts the aggregators', () => {
    const shared = Object.keys(new ServiceSettings());
    const own = Object.keys(new AggregatorSettings()).filter((name) => !shared.includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(TUNING_SETTINGS).toEqual(expect.arrayContaining(own));
  });
});
