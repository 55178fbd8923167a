import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyFacts } from '../testing/arbitrary-facts.js';
import { factToCloudEvent } from './fact-cloud-event.js';
import { keyOfFact } from './fact-codec.js';
import type { FactHead } from './sons-fact.js';

const head: FactHead = {
  source: 'sons/sons-wave-1/7/12',
  sequence: 40,
  occurredAt: Date.UTC(2023, 2, 1, 8),
  registeredAt: Date.UTC(2023, 2, 2, 9, 30, 0, 5),
};
const request = { client: '0759000011', solution: 98, step: 6 };

describe('a fact as CloudEvents JSON', () => {
  it('is about its request, with instants as text', () => {
    const installedAt = Date.UTC(2023, 1, 28, 7, 59, 59, 999);
    const record = 'InstallationVerified';
    expect(factToCloudEvent({ record, ...head, ...request, installedAt, isSigned: true })).toEqual({
      specversion: '1.0',
      id: '40',
      source: 'sons/sons-wave-1/7/12',
      type: 'fr.mesflow.events.v1.InstallationVerified',
      subject: '0759000011/98',
      time: '2023-03-01T08:00:00.000Z',
      datacontenttype: 'application/json',
      partitionkey: '0759000011',
      data: {
        occurredAt: '2023-03-01T08:00:00.000Z',
        registeredAt: '2023-03-02T09:30:00.005Z',
        client: '0759000011',
        solution: 98,
        step: 6,
        installedAt: '2023-02-28T07:59:59.999Z',
        isSigned: true,
      },
    });
  });

  it('keeps units as a list and amounts as text', () => {
    const units = ['898000000001', '898000000002'];
    const record = 'BalancePaid';
    const { data } = factToCloudEvent({ record, ...head, ...request, units, amount: '477.12' });
    expect(data).toMatchObject({ units, amount: '477.12' });
  });

  it('names the editor or the beneficiary when it is about no request', () => {
    const enrolled = factToCloudEvent({
      record: 'EditorEnrolled',
      ...head,
      editor: 'ED-001',
      siret: '08000000300014',
      iban: 'FR1420041010050500013M02606',
      isVatRegistered: false,
    });
    expect(enrolled).toMatchObject({ subject: 'ED-001', partitionkey: '308000000300014' });
    const claimed = factToCloudEvent({
      record: 'IncentiveClaimed',
      ...head,
      scheme: 'SUN_ES_DMP',
      beneficiary: '1759000001',
      period: '2022-H1',
      quantity: 12,
    });
    expect(claimed).toMatchObject({ subject: '1759000001', partitionkey: '1759000001' });
  });

  it('survives JSON for any fact, and carries the key of its record', () => {
    fc.assert(
      fc.property(anyFacts, (fact) => {
        const cloudEvent = factToCloudEvent(fact);
        expect(JSON.parse(JSON.stringify(cloudEvent))).toEqual(cloudEvent);
        expect(cloudEvent.partitionkey).toBe(keyOfFact(fact));
      }),
    );
  });
});
