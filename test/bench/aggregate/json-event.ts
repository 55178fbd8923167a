import type { DecodedEvent } from '#libs/events';

/** An event as a JSON user would have it: the same fields, instants as text, the pseudonym in hexadecimal. */
export interface JsonEvent {
  readonly record: string;
  readonly source: string;
  readonly sequence: number;
  readonly registeredAt: string;
  readonly patientDepartment: string;
  readonly solution: number;
  readonly typeCode?: string;
}

/** The JSON of an event. */
export function jsonOf(event: DecodedEvent): string {
  return JSON.stringify({
    ...event,
    occurredAt: new Date(event.occurredAt).toISOString(),
    registeredAt: new Date(event.registeredAt).toISOString(),
    patient: Buffer.from(event.patient).toString('hex'),
  });
}
