import { SettingsError, loadSettings } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { EdgeSettings, httpOptionsOf } from './edge-settings.js';

const valid = {
  MES_KAFKA_BROKERS: 'one:9092',
  MES_DATABASE_URL: 'postgres://mes:secret@localhost:5432/mes',
};

const isAccepted = (environment: Record<string, string>): boolean => {
  try {
    loadSettings(EdgeSettings, { ...valid, ...environment });
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
};

describe('EdgeSettings', () => {
  it('keeps a service on this machine and without an issuer unless told otherwise', () => {
    expect(httpOptionsOf(loadSettings(EdgeSettings, valid))).toEqual({
      host: '127.0.0.1',
      port: 0,
      bodyBytesMax: 8_388_608,
      anonymous: 'loopback',
      access: null,
      doors: {
        databaseUrl: valid.MES_DATABASE_URL,
        areKeysAccepted: false,
        limits: {
          requests: { perSecond: 100, burst: 500 },
          costly: { perSecond: 10, burst: 600 },
          isLoopbackLimited: false,
        },
        trustedProxies: [],
      },
    });
  });

  it('hands an issuer on', () => {
    const settings = loadSettings(EdgeSettings, {
      ...valid,
      MES_OIDC_ISSUER: 'https://issuer.example/realms/mes',
    });
    expect(httpOptionsOf(settings).access).toEqual({
      issuer: 'https://issuer.example/realms/mes',
      audience: 'mes-flow',
      clockToleranceSeconds: 5,
    });
  });

  it('hands keys, limits and proxies on, each limit by itself', () => {
    const settings = loadSettings(EdgeSettings, {
      ...valid,
      MES_API_KEYS: 'on',
      MES_HTTP_RATE_PER_SECOND: '0',
      MES_HTTP_RATE_LOOPBACK: 'limited',
      MES_HTTP_TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::1',
    });
    expect(httpOptionsOf(settings).doors).toMatchObject({
      areKeysAccepted: true,
      limits: { requests: null, costly: { perSecond: 10 }, isLoopbackLimited: true },
      trustedProxies: ['10.0.0.0/8', '2001:db8::1'],
    });
  });

  it.each([
    ['https://issuer.example', true],
    ['http://127.0.0.1:4000', true],
    ['http://localhost/realm', true],
    ['http://[::1]:4000', true],
    ['http://issuer.example', false],
    ['http://127.0.0.1.example', false],
    ['https://issuer.example?a=b', false],
    ['ftp://issuer.example', false],
  ])('takes the issuer %s: %s', (issuer, isRight) => {
    expect(isAccepted({ MES_OIDC_ISSUER: issuer })).toBe(isRight);
  });

  it.each([
    ['MES_HTTP_PORT', '65535', '65536'],
    ['MES_HTTP_BODY_BYTES_MAX', '1024', '1023'],
    ['MES_HTTP_BODY_BYTES_MAX', '67108864', '67108865'],
    ['MES_OIDC_CLOCK_TOLERANCE_SECONDS', '300', '301'],
    ['MES_HTTP_ANONYMOUS', 'anywhere', 'somewhere'],
    ['MES_API_KEYS', 'on', 'yes'],
    ['MES_HTTP_RATE_PER_SECOND', '1000000', '1000001'],
    ['MES_HTTP_RATE_BURST', '1', '0'],
    ['MES_HTTP_COSTLY_PER_MINUTE', '0', '-1'],
    ['MES_HTTP_TRUSTED_PROXIES', '127.0.0.1', 'proxy.example'],
  ])('takes %s of %s and refuses %s', (name, right, wrong) => {
    expect(isAccepted({ [name]: right })).toBe(true);
    expect(isAccepted({ [name]: wrong })).toBe(false);
  });
});
