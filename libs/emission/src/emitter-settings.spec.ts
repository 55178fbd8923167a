import { ServiceSettings, TUNING_SETTINGS } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { EmitterSettings } from './emitter-settings.js';

describe('EmitterSettings', () => {
  it('are all known to the command line that starts the emitters', () => {
    const shared = Object.keys(new ServiceSettings());
    const own = Object.keys(new EmitterSettings()).filter((name) => !shared.includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(TUNING_SETTINGS).toEqual(expect.arrayContaining(own));
  });
});
