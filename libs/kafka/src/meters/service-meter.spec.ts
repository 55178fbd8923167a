import { noTimes } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { parseServiceMeter } from './service-meter.js';

const meter = {
  service: 'volume-aggregator',
  instance: 'volume-aggregator-1',
  atMs: 1_700_000_000_000,
  ms: { ...noTimes(), working: 12.5 },
  rssBytes: 200_000_000,
};

describe('parseServiceMeter', () => {
  it.each([meter, { ...meter, lagEvents: 7 }])('reads what a service writes: %j', (given) => {
    expect(parseServiceMeter(JSON.stringify(given))).toEqual(given);
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    JSON.stringify({ ...meter, ms: { working: 1 } }),
    JSON.stringify({ ...meter, service: 1 }),
    JSON.stringify({ ...meter, rssBytes: null }),
    JSON.stringify({ ...meter, lagEvents: 'many' }),
  ])('passes over what is no meter: %s', (text) => {
    expect(parseServiceMeter(text)).toBeUndefined();
  });
});
