import { describe, expect, it } from '@jest/globals';
import type { DecodedEvent } from '#libs/events';
import { departmentOfCode, monthOfInstant } from '#libs/reference';
import { SITES, draftOf } from './test-drafts.js';
import { sampledPeopleOf } from './truth-cells.js';

const REGISTERED_AT_MS = Date.UTC(2023, 11, 15, 11);
const paris = departmentOfCode('75').index;
const month = monthOfInstant(REGISTERED_AT_MS);

function eventFor(patient: Uint8Array, given: object = {}): DecodedEvent {
  const draft = draftOf(SITES[0], REGISTERED_AT_MS, '2.25.1');
  // `given` turns a deposit into another record of the channel.
  return { ...draft, source: 'dmp/intake.spec/0', sequence: 0, patient, ...given };
}

describe('sampledPeopleOf', () => {
  it('adds up the deposits of a sampled person, wherever the pseudonym lies in its buffer', () => {
    const bytes = Uint8Array.of(9, 9, 0xff, 0, 0, 1, 0x80, 0, 4, 0);
    const events = [eventFor(bytes.subarray(2)), eventFor(Uint8Array.from(bytes.subarray(2)))];
    expect(sampledPeopleOf(events).rows()).toEqual([
      { high: 0xff00_0001, low: 0x8000_0400, month, department: paris, documents: 2 },
    ]);
  });

  it.each([
    [Uint8Array.of(0, 0, 0, 0, 0, 0, 3, 255), 0],
    [Uint8Array.of(0, 0, 0, 0, 0, 0, 4, 0), 1],
    [Uint8Array.of(0, 0, 0, 0, 0, 0, 4, 1), 0],
    [Uint8Array.of(0, 0, 0, 0, 0, 0, 8, 0), 1],
  ])('of a pseudonym that ends with %p holds %d rows', (patient, rows) => {
    expect(sampledPeopleOf([eventFor(patient)]).size).toBe(rows);
  });

  it('leaves out what is no deposit', () => {
    const sampled = new Uint8Array(8);
    const others = ['DocumentReplaced', 'DocumentDeleted', 'DepositRefused', 'MessageSent'];
    expect(sampledPeopleOf(others.map((record) => eventFor(sampled, { record }))).size).toBe(0);
  });
});
