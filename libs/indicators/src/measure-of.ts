import { SCHEMA_ID } from '#libs/events';
import { MEASURE } from './measures.js';

/** An event that no measure counts: a schema was published without saying what it adds to. */
export class UnmeasuredEventError extends Error {
  constructor(schemaId: number, kind: number) {
    super(
      `measure: expected a schema id of SCHEMA_ID in libs/events, and for MessageSent a kind of 0 or 1; came schema id ${schemaId}, kind ${kind}`,
    );
    this.name = new.target.name;
  }
}

const KIND_SLOTS = 2;
const NONE = 255;

/** Measure by schema id and kind: a table, because this is asked once for each event. */
const measures = measureTable([
  [SCHEMA_ID.DocumentDeposited, MEASURE.documentsDeposited],
  [SCHEMA_ID.DocumentReplaced, MEASURE.documentsReplaced],
  [SCHEMA_ID.DocumentVisibilityChanged, MEASURE.documentsVisibilityChanged],
  [SCHEMA_ID.DocumentDeleted, MEASURE.documentsDeleted],
  [SCHEMA_ID.DepositRefused, MEASURE.depositsRefused],
  [SCHEMA_ID.MessageSent, MEASURE.messagesProfessional, MEASURE.messagesCitizen],
  [SCHEMA_ID.MessageReceiptReceived, MEASURE.messageReceipts],
  [SCHEMA_ID.PrescriptionIssued, MEASURE.prescriptionsIssued],
  [SCHEMA_ID.PrescriptionDispensed, MEASURE.prescriptionsDispensed],
  [SCHEMA_ID.PrescriptionClosed, MEASURE.prescriptionsClosed],
]);

/**
 * The measure that an event adds one to: each event counts once, in exactly one measure.
 *
 * @param schemaId of the framing, as in `SCHEMA_ID`
 * @param kind of a MessageSent: 0 to a professional, 1 to a citizen; ignored for all other events
 * @throws UnmeasuredEventError
 */
export function measureOf(schemaId: number, kind: number): number {
  const slot = schemaId === SCHEMA_ID.MessageSent ? kind : 0;
  const measure = measures[schemaId * KIND_SLOTS + slot] ?? NONE;
  if (measure === NONE || slot >>> 0 >= KIND_SLOTS) throw new UnmeasuredEventError(schemaId, kind);
  return measure;
}

function measureTable(
  rows: readonly (readonly [schemaId: number, measure: number, measureOfKind1?: number])[],
): Uint8Array {
  const schemaIdMax = Math.max(...rows.map(([schemaId]) => schemaId));
  const table = new Uint8Array((schemaIdMax + 1) * KIND_SLOTS).fill(NONE);
  for (const [schemaId, measure, measureOfKind1] of rows) {
    table[schemaId * KIND_SLOTS] = measure;
    table[schemaId * KIND_SLOTS + 1] = measureOfKind1 ?? NONE;
  }
  return table;
}
