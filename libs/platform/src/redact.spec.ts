import { describe, expect, it } from '@jest/globals';
import { BadInvocationError, describeError } from './errors.js';
import { redact, redactSetting } from './redact.js';
import { SettingsError, loadSettings } from './settings.js';
import { ServiceSettings } from './service-settings.js';

describe('redact', () => {
  it.each([
    ['postgres://mes:secret@h:1/d', 'postgres://mes:***@h:1/d'],
    ['postgres://mes:se/cr@et@h/d', 'postgres://mes:***@h/d'],
    ['at postgres://mes:secret@h/d, not there', 'at postgres://mes:***@h/d, not there'],
    ['postgres://mes@h/d?password=secret&ssl=on', 'postgres://mes@h/d?password=***&ssl=on'],
    ['postgres://h/d?ssl=on&sslpassword=secret', 'postgres://h/d?ssl=on&sslpassword=***'],
    [`mes_0123456789ab_${'A'.repeat(43)}`, 'mes_0123456789ab_***'],
    // Rather too much than too little.
    ['http://127.0.0.1:8600/x?by=@', 'http://127.0.0.1:***@'],
    ['authorization: Bearer abc.def.ghi', 'authorization: Bearer ***'],
  ])('hides the secret of %s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it.each(['one:9092,two:9092', 'postgres://h:1/d', 'http://127.0.0.1:8600/x?by=a', ''])(
    'leaves %s as it is',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});

describe('redactSetting', () => {
  it.each([
    'MES_KAFKA_SASL_PASSWORD',
    'MES_OIDC_CLIENT_SECRET',
    'MES_KAFKA_SSL_KEY',
    'MES_KAFKA_SSL_PASSPHRASE',
    'MES_SOME_TOKEN',
  ])('hides the whole of %s', (name) => {
    expect(redactSetting(name, 'whatever')).toBe('***');
    expect(redactSetting(name, '')).toBe('');
  });

  it.each(['MES_API_KEYS', 'MES_HTTP_PORT', 'MES_INTAKE_TOKENS_MAX'])('shows %s', (name) => {
    expect(redactSetting(name, 'on')).toBe('on');
  });
});

describe('what a person is told', () => {
  it('holds no secret of a setting that is at fault', () => {
    let told = '';
    try {
      loadSettings(ServiceSettings, {
        MES_KAFKA_BROKERS: 'one:9092',
        MES_DATABASE_URL: 'mysql://mes:secret@h/d',
      });
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      told = describeError(error);
    }
    expect(told).toContain('mysql://mes:***@h/d');
    expect(told).not.toContain('secret');
  });

  it('holds no secret of an error and of its cause', () => {
    const cause = new Error('no way to postgres://mes:secret@h/d');
    expect(describeError(cause)).not.toContain('secret');
    expect(describeError(new BadInvocationError('no', { cause }))).not.toContain('secret');
  });
});
