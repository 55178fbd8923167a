import type { DecodedEvent } from '#libs/events';
import { MEASURE, NO_DOCUMENT_TYPE, PERSONS_PER_SAMPLED, PersonSample } from '#libs/indicators';
import { DOCUMENT_TYPES, departmentOfCode, monthOfInstant } from '#libs/reference';
import type { IntakeTruthCell } from '#libs/store';

const typeOfSymbol: ReadonlyMap<string, number> = new Map(
  DOCUMENT_TYPES.map(({ symbol, index }) => [symbol, index]),
);

/** The cells of the volumes that events belong in, one for each coordinate, in the order of their keys. */
export function truthCellsOf(events: readonly DecodedEvent[]): IntakeTruthCell[] {
  const cells = new Map<string, IntakeTruthCell>();
  for (const event of events) {
    const cell = cellOf(event);
    const key = `${cell.month}/${cell.measure}/${cell.solution}/${cell.department}/${cell.documentType}`;
    cells.set(key, { ...cell, events: (cells.get(key)?.events ?? 0) + 1 });
  }
  return [...cells.values()];
}

/** The sampled persons among those whom documents were deposited for; a document replaced or deleted is none. */
export function sampledPeopleOf(events: readonly DecodedEvent[]): PersonSample {
  const people = new PersonSample();
  for (const event of events) {
    if (event.record !== 'DocumentDeposited') continue;
    const { patient, registeredAt, patientDepartment } = event;
    const pseudonym = new DataView(patient.buffer, patient.byteOffset, patient.byteLength);
    const [high, low] = [pseudonym.getUint32(0), pseudonym.getUint32(4)];
    // Said by division here and by bits in the aggregator, for the reason given at `measureOf`.
    if (low % PERSONS_PER_SAMPLED !== 0) continue;
    people.add(high, low, monthOfInstant(registeredAt), departmentOfCode(patientDepartment).index);
  }
  return people;
}

function cellOf(event: DecodedEvent): Omit<IntakeTruthCell, 'events'> {
  return {
    month: monthOfInstant(event.registeredAt),
    measure: measureOf(event),
    solution: event.solution,
    department: departmentOfCode(event.patientDepartment).index,
    documentType:
      ('typeCode' in event ? typeOfSymbol.get(event.typeCode) : undefined) ?? NO_DOCUMENT_TYPE,
  };
}

/** Written apart from the aggregator's table on purpose: what proves must not share a fault with what is proven. */
function measureOf(event: DecodedEvent): number {
  switch (event.record) {
    case 'DocumentDeposited':
      return MEASURE.documentsDeposited;
    case 'DocumentReplaced':
      return MEASURE.documentsReplaced;
    case 'DocumentVisibilityChanged':
      return MEASURE.documentsVisibilityChanged;
    case 'DocumentDeleted':
      return MEASURE.documentsDeleted;
    case 'DepositRefused':
      return MEASURE.depositsRefused;
    case 'MessageSent':
      return event.kind === 'CITIZEN' ? MEASURE.messagesCitizen : MEASURE.messagesProfessional;
    case 'MessageReceiptReceived':
      return MEASURE.messageReceipts;
    case 'PrescriptionIssued':
      return MEASURE.prescriptionsIssued;
    case 'PrescriptionDispensed':
      return MEASURE.prescriptionsDispensed;
    case 'PrescriptionClosed':
      return MEASURE.prescriptionsClosed;
  }
}
