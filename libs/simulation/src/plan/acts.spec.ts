import { type DecodedEvent, type DocumentDeposited, SHARD_COUNT } from '#libs/events';
import { DOCUMENT_TYPES, monthStartMs, parseMonth, TYPE_MIX } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import { Plan } from './plan.js';
import { allEventsOf, eventsOf } from './test-records.js';
import { testScenario, TURN_OF_2023 } from './test-scenario.js';

const SHARDS = [0, 7, 31, 47];
const plan = new Plan(
  testScenario({
    months: ['2023-03', '2023-04'],
    documents: 60_000,
    messages: 40_000,
    issued: 12_000,
    dispensed: 4_000,
  }),
  42,
);
const { dmp, mssante, eprescription } = allEventsOf(plan, SHARDS);

type RecordOf<Name extends DecodedEvent['record']> = Extract<DecodedEvent, { record: Name }>;

function ofRecord<Name extends DecodedEvent['record']>(
  events: readonly DecodedEvent[],
  record: Name,
): RecordOf<Name>[] {
  return events.filter((event): event is RecordOf<Name> => event.record === record);
}

function bySequence<Event extends DecodedEvent>(events: readonly Event[]): Map<string, Event> {
  return new Map(events.map((event) => [`${event.source} ${event.sequence}`, event]));
}

const personOf = (event: DecodedEvent): string =>
  `${event.patientDepartment} ${Buffer.from(event.patient).toString('hex')}`;

const deposits = ofRecord(dmp, 'DocumentDeposited');

describe('events of a plan', () => {
  it('include hundreds of every kind, and the plain decoder reads them all', () => {
    const counts = new Map<string, number>();
    for (const { record } of [...dmp, ...mssante, ...eprescription]) {
      counts.set(record, (counts.get(record) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([
      'DepositRefused',
      'DocumentDeleted',
      'DocumentDeposited',
      'DocumentReplaced',
      'DocumentVisibilityChanged',
      'MessageReceiptReceived',
      'MessageSent',
      'PrescriptionClosed',
      'PrescriptionDispensed',
      'PrescriptionIssued',
    ]);
    expect(Math.min(...counts.values())).toBeGreaterThan(50);
  });

  it('come in the order of their registration in the DMP', () => {
    for (const shard of SHARDS) {
      const times = dmp
        .filter((event) => event.source.endsWith(`/${shard}`))
        .map((event) => event.registeredAt);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it('take place before they are registered', () => {
    for (const event of [...dmp, ...mssante, ...eprescription]) {
      expect(event.occurredAt).toBeLessThanOrEqual(event.registeredAt);
    }
  });

  it('take the class from the type', () => {
    const typeOfSymbol = new Map(DOCUMENT_TYPES.map((type) => [type.symbol, type]));
    for (const deposit of deposits.slice(0, 2000)) {
      const type = typeOfSymbol.get(deposit.typeCode);
      expect(type?.isProfessional).toBe(true);
      expect(deposit.classCode).toBe(type?.classCode);
    }
  });

  it('use only the types of their couloir', () => {
    const symbols = new Set(
      deposits.filter(({ couloir }) => couloir === 'biology').map(({ typeCode }) => typeCode),
    );
    expect([...symbols]).toEqual(['LOINC_11502_2']);
    expect(TYPE_MIX.SGL).toHaveLength(1);
  });

  it('are late at the rate of the fault, by one day to sixty', () => {
    const dayMs = 86_400_000;
    const ages = deposits.map((event) => event.registeredAt - event.occurredAt);
    const late = ages.filter((ageMs) => ageMs > 6 * dayMs);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60 * dayMs);
    // 2 % are late, of which five days in fifty-nine look like ordinary ones.
    expect(late.length / ages.length).toBeGreaterThan(0.013);
    expect(late.length / ages.length).toBeLessThan(0.025);
  });

  it('carry the demonstration OID now and then', () => {
    const demonstration = deposits.filter(({ insOid }) => insOid === 'INS_NIR_DEMONSTRATION');
    expect(demonstration.length / deposits.length).toBeGreaterThan(0.02);
    expect(demonstration.length / deposits.length).toBeLessThan(0.04);
  });
});

describe('changes of documents', () => {
  const known = bySequence(deposits);
  const changes: { event: DecodedEvent; target: number }[] = [
    ...ofRecord(dmp, 'DocumentReplaced').map((event) => ({
      event,
      target: event.replacedSequence,
    })),
    ...[...ofRecord(dmp, 'DocumentDeleted'), ...ofRecord(dmp, 'DocumentVisibilityChanged')].map(
      (event) => ({ event, target: event.documentSequence }),
    ),
  ];

  it('concern an earlier deposit of the same stream, site, patient and act', () => {
    expect(changes.length).toBeGreaterThan(200);
    for (const { event, target } of changes) {
      const deposit = known.get(`${event.source} ${target}`);
      expect(deposit).toBeDefined();
      expect(target).toBeLessThan(event.sequence);
      expect(deposit?.registeredAt).toBeLessThan(event.registeredAt);
      expect(deposit?.site).toBe(event.site);
      expect(deposit?.actId).toBe(event.actId);
      expect(deposit && personOf(deposit)).toBe(personOf(event));
    }
  });

  it('never change one document twice', () => {
    const targets = new Set(changes.map(({ event, target }) => `${event.source} ${target}`));
    expect(targets.size).toBe(changes.length);
  });

  it('never hide from a patient what was visible', () => {
    const visibilities = ofRecord(dmp, 'DocumentVisibilityChanged').map(
      (event) => event.visibility,
    );
    expect([...new Set(visibilities)].sort()).toEqual(['MASQUE_PS', 'VISIBLE']);
  });
});

describe('refused deposits', () => {
  const refused = ofRecord(dmp, 'DepositRefused');

  it('for the status of a DMP concern nobody who has a document', () => {
    const accepted = new Set(deposits.map(personOf));
    const byStatus = refused.filter(({ reason }) => reason.startsWith('SIM_DMP'));
    expect(byStatus.length).toBeGreaterThan(20);
    for (const event of byStatus) expect(accepted.has(personOf(event))).toBe(false);
  });

  it('name an unqualified identity from 2023 on only', () => {
    const all = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);
    const events = ofRecord(eventsOf(new Plan(TURN_OF_2023, 9), 'dmp', all), 'DepositRefused');
    const unqualified = events.filter(({ reason }) => reason === 'INS_NOT_QUALIFIED');
    const from2023Ms = monthStartMs(parseMonth('2023-01'));
    expect(unqualified).toHaveLength(15);
    for (const event of unqualified) expect(event.registeredAt).toBeGreaterThanOrEqual(from2023Ms);
    expect(events.some((event) => event.registeredAt < from2023Ms)).toBe(true);
  });
});

describe('one act over several channels', () => {
  const depositOfAct = new Map<number, DocumentDeposited>(
    deposits.map((deposit) => [deposit.actId, deposit]),
  );

  it('has one act id: no two deposits share one', () => {
    expect(depositOfAct.size).toBe(deposits.length);
  });

  it('sends a message to a professional and one to the citizen, from the same site for the same patient', () => {
    const messages = ofRecord(mssante, 'MessageSent');
    const linked = messages.filter(({ actId }) => depositOfAct.has(actId));
    const kinds = new Map<number, string[]>();
    for (const message of linked) {
      const deposit = depositOfAct.get(message.actId);
      expect(deposit?.site).toBe(message.site);
      expect(deposit?.author).toBe(message.author);
      expect(deposit?.typeCode).toBe(message.typeCode);
      expect(deposit && personOf(deposit)).toBe(personOf(message));
      expect(message.registeredAt).toBeGreaterThan(deposit?.registeredAt ?? Infinity);
      kinds.set(message.actId, [...(kinds.get(message.actId) ?? []), message.kind]);
    }
    expect(linked.length).toBeGreaterThan(1000);
    for (const pair of kinds.values()) expect(pair).toEqual(['PROFESSIONAL', 'CITIZEN']);
    // The others have act ids of their own.
    const standalone = messages.filter(({ actId }) => !depositOfAct.has(actId));
    expect(new Set(standalone.map(({ actId }) => actId)).size).toBe(standalone.length);
  });

  it('answers a message with one later receipt at most', () => {
    const messages = bySequence(ofRecord(mssante, 'MessageSent'));
    const receipts = ofRecord(mssante, 'MessageReceiptReceived');
    const answered = new Set<string>();
    for (const receipt of receipts) {
      const id = `${receipt.source} ${receipt.messageSequence}`;
      const message = messages.get(id);
      expect(message?.kind).toBe(receipt.kind);
      expect(message?.actId).toBe(receipt.actId);
      expect(receipt.registeredAt).toBeGreaterThan(message?.registeredAt ?? Infinity);
      expect(receipt.sequence).toBeGreaterThan(receipt.messageSequence);
      expect(receipt.errorCode === 0).toBe(receipt.disposition === 'PROCESSED');
      answered.add(id);
    }
    expect(answered.size).toBe(receipts.length);
    const errors = receipts.filter(({ disposition }) => disposition === 'ERROR');
    expect(errors.length).toBeGreaterThan(0);
    for (const { errorCode } of errors) {
      expect(errorCode).toBeGreaterThanOrEqual(900);
      expect(errorCode).toBeLessThanOrEqual(906);
    }
  });

  it('issues a prescription whose copy is deposited under the same act', () => {
    const issued = ofRecord(eprescription, 'PrescriptionIssued');
    const linked = issued.filter(({ actId }) => depositOfAct.has(actId));
    for (const prescription of linked) {
      const deposit = depositOfAct.get(prescription.actId);
      expect(deposit?.typeCode).toBe('LOINC_57833_6');
      expect(deposit?.couloir).toBe('city');
      expect(deposit?.site).toBe(prescription.site);
      expect(deposit && personOf(deposit)).toBe(personOf(prescription));
      expect(prescription.registeredAt).toBeLessThanOrEqual(deposit?.registeredAt ?? 0);
    }
    expect(linked.length / issued.length).toBeGreaterThan(0.4);
    expect(new Set(issued.map(({ actId }) => actId)).size).toBe(issued.length);
  });
});

describe('what becomes of a prescription', () => {
  const issued = bySequence(ofRecord(eprescription, 'PrescriptionIssued'));
  const dispensed = ofRecord(eprescription, 'PrescriptionDispensed');
  const closed = ofRecord(eprescription, 'PrescriptionClosed');

  it('is a dispensing act of its own, later, by a pharmacy, of no more lines than prescribed', () => {
    const prescriptions = new Set<string>();
    for (const act of dispensed) {
      const id = `${act.source} ${act.prescriptionSequence}`;
      const prescription = issued.get(id);
      expect(prescription && personOf(prescription)).toBe(personOf(act));
      expect(act.couloir).toBe('pharmacy');
      expect(act.registeredAt).toBeGreaterThan(prescription?.registeredAt ?? Infinity);
      expect(act.lines).toBeLessThanOrEqual(prescription?.lines ?? 0);
      expect(act.scope === 'COMPLETE').toBe(act.lines === prescription?.lines);
      prescriptions.add(id);
    }
    expect(prescriptions.size).toBe(dispensed.length);
    const local = dispensed.filter((act) => act.prescriptionSource === null);
    expect(local).toHaveLength(dispensed.length);
  });

  it('is a closing after its dispensing, called dispensed when that was complete', () => {
    const dispensedOf = new Map(
      dispensed.map((act) => [`${act.source} ${act.prescriptionSequence}`, act]),
    );
    for (const closing of closed) {
      const act = dispensedOf.get(`${closing.source} ${closing.prescriptionSequence}`);
      expect(act?.sequence).toBeLessThan(closing.sequence);
      expect(act?.registeredAt).toBeLessThan(closing.registeredAt);
      expect(closing.reason === 'DISPENSED').toBe(act?.scope === 'COMPLETE');
    }
    expect(
      new Set(closed.map((event) => `${event.source} ${event.prescriptionSequence}`)).size,
    ).toBe(closed.length);
    expect(closed.length).toBeGreaterThan(50);
  });
});
