import { describe, expect, it } from '@jest/globals';
import { AuthenticationError, NetworkError, ResponseError } from '@platformatic/kafka';
import { BrokerAccessError, BrokerForbiddenError } from '../errors.js';
import { asBrokerError, forbiddenBy, refusalOf } from './refusals.js';

const door = {
  brokers: ['kafka:9094'],
  security: {
    tls: {},
    sasl: { mechanism: 'SCRAM-SHA-512', username: 'mes', password: 'secret' },
  },
} as const;

const failed = (cause: Error): Error =>
  new NetworkError('Connection to kafka:9094 failed.', { cause });

describe('a refusal', () => {
  it('is one when the broker has answered, and none when the connection ended meanwhile', () => {
    const answered = new AuthenticationError('SASL authentication failed.', {
      cause: new Error('wrong'),
    });
    expect(refusalOf(failed(answered))?.came).toBe('a refused user or password');
    for (const end of [
      new NetworkError('Connection closed'),
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    ]) {
      const cut = new AuthenticationError('SASL authentication failed.', { cause: end });
      expect(refusalOf(failed(cut))).toBeUndefined();
    }
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', /an authority that is not trusted here/],
    ['CERT_HAS_EXPIRED', /has expired/],
    ['CERT_NOT_YET_VALID', /not valid yet/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another host/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /no TLS/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /refuses our side of TLS/],
  ])('is one for %s, however deep it lies', (code, came) => {
    const cause = Object.assign(new Error('tls'), { code });
    const error = new AggregateError([failed(cause)], 'Cannot connect to any broker.');
    expect(refusalOf(error)?.came).toMatch(came);
  });

  it('is none for what a broker that restarts does', () => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']) {
      expect(refusalOf(failed(Object.assign(new Error(code), { code })))).toBeUndefined();
    }
    expect(refusalOf(undefined)).toBeUndefined();
  });
});

describe('asBrokerError', () => {
  it('tells of rights in the words of either library', () => {
    const theirs = new ResponseError(3, 12, { '/topics/0': [29, null] }, {});
    expect(forbiddenBy(theirs)).toBe('TOPIC_AUTHORIZATION_FAILED');
    const kafkajs = Object.assign(new Error('Not authorized to access group'), {
      name: 'KafkaJSProtocolError',
      type: 'GROUP_AUTHORIZATION_FAILED',
    });
    const told = asBrokerError(kafkajs, door);
    expect(told).toBeInstanceOf(BrokerForbiddenError);
    expect(told).toMatchObject({
      exitCode: 2,
      reason: 'GROUP_AUTHORIZATION_FAILED',
      message: expect.stringContaining('kafka:9094 (SCRAM-SHA-512 as "mes" over TLS)'),
    });
    expect(told).not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it('tells of a refused password, and leaves what it does not know as it is', () => {
    const refused = Object.assign(new Error('SASL SCRAM SHA512 authentication failed'), {
      name: 'KafkaJSSASLAuthenticationError',
    });
    expect(asBrokerError(refused, door)).toBeInstanceOf(BrokerAccessError);
    const other = new Error('The coordinator is loading');
    expect(asBrokerError(other, door)).toBe(other);
  });
});
