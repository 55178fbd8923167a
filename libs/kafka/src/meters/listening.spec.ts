import { describe, expect, it } from '@jest/globals';
import { DEAF_AFTER_MS, NotListeningError, assertListening, listeningCheck } from './listening.js';

const nowMs = 1_700_000_000_000;
const well = { isMember: true, assignedPartitions: 12, lastPollAtMs: nowMs - 250 };
const faultOf = (state: Parameters<typeof assertListening>[0]): string => {
  try {
    assertListening(state, nowMs);
  } catch (error) {
    if (error instanceof NotListeningError) return error.message;
    throw error;
  }
  return '';
};

describe('a consumer', () => {
  it('listens while the group counts it and brokers answer its fetches', () => {
    expect(faultOf(well)).toBe('');
  });

  it('is deaf when no fetch was answered for too long, to the millisecond', () => {
    expect(faultOf({ ...well, lastPollAtMs: nowMs - DEAF_AFTER_MS })).toBe('');
    expect(faultOf({ ...well, lastPollAtMs: nowMs - DEAF_AFTER_MS - 1 })).toMatch(/15001 ms ago/);
    expect(faultOf({ ...well, lastPollAtMs: 0 })).toMatch(/never/);
  });

  it('does not listen when the group has forgotten it, whatever it still hears', () => {
    expect(faultOf({ ...well, isMember: false })).toMatch(/member of the group/);
  });

  it('does not listen between the loss of its partitions and the next ones', () => {
    expect(faultOf({ ...well, assignedPartitions: undefined })).toMatch(/taken away/);
  });

  it('stands by when the group needs it for no partition, without a fetch', () => {
    expect(faultOf({ isMember: true, assignedPartitions: 0, lastPollAtMs: 0 })).toBe('');
    expect(faultOf({ isMember: false, assignedPartitions: 0, lastPollAtMs: 0 })).not.toBe('');
  });

  it('does not listen while a batch does not get through, to the millisecond', () => {
    expect(faultOf({ ...well, inHandSinceMs: nowMs - DEAF_AFTER_MS })).toBe('');
    expect(faultOf({ ...well, inHandSinceMs: nowMs - DEAF_AFTER_MS - 1 })).toMatch(
      /in hand for 15001 ms/,
    );
    expect(faultOf({ ...well, inHandSinceMs: undefined })).toBe('');
  });

  it('is asked anew by each check of readiness', async () => {
    const state = { ...well };
    const { check } = listeningCheck(state, { nowMs: () => nowMs });
    await expect(check()).resolves.toBeUndefined();
    state.isMember = false;
    await expect(check()).rejects.toThrow(NotListeningError);
  });
});
