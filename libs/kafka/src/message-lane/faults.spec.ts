import { describe, expect, it } from '@jest/globals';
import { KafkaRetriableException } from '@nestjs/microservices';
import { TransientFaultError, detailOfFault, kindOfFault, reasonOfFault } from './faults.js';

const withProperty = (name: string, value: unknown) =>
  Object.assign(new Error('x'), { [name]: value });

describe('kindOfFault', () => {
  it('leaves to kafkajs what tells it to join the group again', () => {
    for (const type of ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']) {
      expect(kindOfFault(withProperty('type', type))).toBe('group');
      const retriable = Object.assign(new KafkaRetriableException('interrupted'), { type });
      expect(kindOfFault(retriable)).toBe('group');
    }
  });

  it('tries again after what is known to pass, also as a cause', () => {
    for (const fault of [
      new TransientFaultError('away'),
      new KafkaRetriableException('again'),
      withProperty('code', 'ECONNREFUSED'),
      withProperty('code', '40001'),
      withProperty('code', '57P01'),
      withProperty('retriable', true),
      withProperty('canRetry', true),
      new Error('outer', { cause: withProperty('code', 'ECONNRESET') }),
    ]) {
      expect(kindOfFault(fault)).toBe('transient');
    }
  });

  it('takes everything else for permanent, whatever is thrown', () => {
    const circular: Error = new Error('circular');
    circular.cause = circular;
    for (const fault of [
      new TypeError('x'),
      withProperty('code', '23505'),
      withProperty('code', 'ENOENT'),
      withProperty('retriable', false),
      { status: 'error', message: 'Internal server error' },
      'text',
      undefined,
      circular,
    ]) {
      expect(kindOfFault(fault)).toBe('permanent');
    }
  });
});

describe('the reason and the detail of a fault', () => {
  it('are its own code, or its class, and its message', () => {
    expect(reasonOfFault(withProperty('reasonCode', 'BAD_MAGIC'))).toBe('BAD_MAGIC');
    const outer = new Error('outer', { cause: withProperty('reasonCode', 'INNER') });
    expect(reasonOfFault(outer)).toBe('INNER');
    expect(reasonOfFault(new TypeError('x'))).toBe('TypeError');
    expect(reasonOfFault('text')).toBe('Error');
    expect(detailOfFault(new TypeError('what'))).toBe('what');
    expect(detailOfFault({ status: 'error' })).toBe('{"status":"error"}');
    expect(detailOfFault('text')).toBe('text');
  });
});
