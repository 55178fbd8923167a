import { COULOIR_SYMBOLS, SCHEMAS } from '#libs/events';
import { DOCUMENT_TYPES } from '#libs/reference';

/** Namespace of the archive's records. The version is that of the contract: it changes with the fields. */
export const ARCHIVE_NAMESPACE = 'fr.mesflow.archive.v1';

/** Names of the events' and facts' records, in the order of their schema ids, which start at 1 and have no holes. */
export const RECORD_NAMES: readonly string[] = SCHEMAS.map(({ name }) => name);

const instant = { type: 'long', logicalType: 'timestamp-millis' } as const;

const FIELDS = [
  { name: 'partition', type: 'int', doc: 'Partition of the topic.' },
  { name: 'offset', type: 'long', doc: 'Offset in the partition.' },
  {
    name: 'timestamp',
    type: instant,
    doc: 'Timestamp of the Kafka record: the wall clock of sending, no part of the event.',
  },
  { name: 'key', type: ['null', 'bytes'], doc: 'Key of the Kafka record.' },
  {
    name: 'schemaId',
    type: ['null', 'int'],
    doc: 'Id of the value’s schema. Null, as all columns up to typeCode, when the value is no event and no fact.',
  },
  {
    name: 'record',
    type: ['null', { type: 'enum', name: 'RecordName', symbols: RECORD_NAMES }],
    doc: 'What happened: name of the value’s schema.',
  },
  {
    name: 'source',
    type: ['null', 'string'],
    doc: 'Stream of the event. Source and sequence together are its identity.',
  },
  { name: 'sequence', type: ['null', 'long'], doc: 'Number of the event within its source.' },
  { name: 'occurredAt', type: ['null', instant], doc: 'When the act took place.' },
  {
    name: 'registeredAt',
    type: ['null', instant],
    doc: 'When the national service took note. In Europe/Paris it chooses the month.',
  },
  {
    name: 'couloir',
    type: ['null', { type: 'enum', name: 'Couloir', symbols: COULOIR_SYMBOLS }],
    doc: 'Couloir of the depositing software. Null for facts of the SONS.',
  },
  {
    name: 'solution',
    type: ['null', 'int'],
    doc: 'Index of the referenced solution in the published catalogue. Null for facts of the SONS, which have a catalogue of their own.',
  },
  {
    name: 'site',
    type: ['null', 'string'],
    doc: 'StructIdNat of the depositing site; of the client for a fact about a request.',
  },
  {
    name: 'patientDepartment',
    type: ['null', 'string'],
    doc: 'Department the patient lives in. Null for facts of the SONS.',
  },
  {
    name: 'typeCode',
    type: [
      'null',
      {
        type: 'enum',
        name: 'DocumentTypeCode',
        symbols: DOCUMENT_TYPES.map(({ symbol }) => symbol),
      },
    ],
    doc: 'Type of the document, where the event has one.',
  },
  {
    name: 'headers',
    type: {
      type: 'array',
      items: {
        type: 'record',
        name: 'Header',
        fields: [
          { name: 'key', type: 'string' },
          { name: 'value', type: ['null', 'bytes'] },
        ],
      },
    },
    doc: 'Headers of the Kafka record.',
  },
  {
    name: 'value',
    type: ['null', 'bytes'],
    doc: 'Value of the Kafka record as it was: magic byte 0, schema id, Avro body. What a replay sends; the columns before are for readers of the archive.',
  },
] as const;

/** Schema of the records in an archive's files, as one line of JSON. */
export const ARCHIVED_RECORD_SCHEMA: string = JSON.stringify({
  type: 'record',
  name: 'ArchivedRecord',
  namespace: ARCHIVE_NAMESPACE,
  doc: 'A record of a Kafka topic, byte for byte, with the columns of its event beside it.',
  fields: FIELDS,
});

/**
 * The schema without what may differ between releases: texts for people, and the symbols of the
 * enums, which only ever grow. Two schemas of the same shape are read by the same code.
 */
export function shapeOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => name !== 'doc' && name !== 'symbols')
      .map(([name, value]) => [name, shapeOf(value)]),
  );
}
