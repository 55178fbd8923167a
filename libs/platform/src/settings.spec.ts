import { describe, expect, it } from '@jest/globals';
import { ServiceSettings } from './service-settings.js';
import { SettingsError, loadSettings } from './settings.js';

const valid = {
  MES_KAFKA_BROKERS: 'one:9092,two:9093',
  MES_DATABASE_URL: 'postgres://mes:secret@localhost:5432/mes',
};

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadSettings(ServiceSettings, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('loadSettings', () => {
  it('keeps defaults and converts numbers', () => {
    const settings = loadSettings(ServiceSettings, { ...valid, MES_SESSION_TIMEOUT_MS: '9000' });
    expect(settings.MES_SESSION_TIMEOUT_MS).toBe(9000);
    expect(settings.MES_LOG_FORMAT).toBe('text');
  });

  it('names every fault at once, with what came', () => {
    const faults = faultsOf({
      MES_KAFKA_BROKERS: 'nowhere',
      MES_DATABASE_URL: 'mysql://u:secret@h/d',
    });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).toMatch(/MES_KAFKA_BROKERS.*"nowhere"[\s\S]*MES_DATABASE_URL.*mysql/);
    expect(faults.join('\n')).not.toContain('secret');
  });

  it('refuses an unknown MES_ variable instead of ignoring a typo', () => {
    expect(faultsOf({ ...valid, MES_SESION_TIMEOUT_MS: '1' })).toEqual([
      expect.stringContaining('MES_SESION_TIMEOUT_MS: no such setting'),
    ]);
  });

  it('refuses a bound on either side', () => {
    expect(faultsOf({ ...valid, MES_SESSION_TIMEOUT_MS: '999' })).toHaveLength(1);
    expect(faultsOf({ ...valid, MES_SESSION_TIMEOUT_MS: '1000' })).toHaveLength(0);
    expect(faultsOf({ ...valid, MES_SESSION_TIMEOUT_MS: '300001' })).toHaveLength(1);
  });
});
