import { MailRefusedError, type DocumentEntry, type DocumentIdentifier } from '#libs/mssante';
import { METADATA_BYTES_MAX } from '../limits.js';
import {
  attributeOf,
  childrenOf,
  elementAt,
  readXml,
  textIn,
  type XmlElement,
} from './read-xml.js';

/** Schemes of ebXML, the same in all of XDS. Source: IHE ITI TF-3, 4.2. */
const SCHEME = {
  typeCode: 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983',
  classCode: 'urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a',
  uniqueId: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
  patientId: 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
} as const;

/**
 * Reads METADATA.XML: the one document that it describes.
 *
 * @throws MailRefusedError bad-metadata, which names the field
 */
export function readMetadata(bytes: Buffer): DocumentEntry {
  const document = readXml({
    name: 'METADATA.XML',
    bytes,
    bytesMax: METADATA_BYTES_MAX,
    refusal: 'bad-metadata',
  });
  const entry = singleEntryOf(document);
  return {
    uniqueId: required('uniqueId', identifierOf(entry, SCHEME.uniqueId)),
    typeCode: required('typeCode', classificationOf(entry, SCHEME.typeCode)),
    classCode: classificationOf(entry, SCHEME.classCode),
    patientId: parseCx(required('patientId', identifierOf(entry, SCHEME.patientId))),
    mimeType: required('mimeType', attributeOf(entry, 'mimeType')),
    hash: matching('hash', slotOf(entry, 'hash'), /^[0-9a-f]{40}$/i).toLowerCase(),
    sizeBytes: Number(matching('size', slotOf(entry, 'size'), /^\d{1,10}$/)),
    uri: matching('URI', slotOf(entry, 'URI'), /^[A-Za-z0-9_.-]{1,100}$/),
  };
}

function singleEntryOf(document: XmlElement): XmlElement {
  const list = elementAt(document, 'SubmitObjectsRequest', 'RegistryObjectList');
  const entries = list === undefined ? [] : childrenOf(list, 'ExtrinsicObject');
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    throw refused(`${entries.length} ExtrinsicObject in SubmitObjectsRequest/RegistryObjectList`);
  }
  return entry;
}

function slotOf(entry: XmlElement, name: string): string | null {
  const slot = childrenOf(entry, 'Slot').find((each) => attributeOf(each, 'name') === name);
  return slot === undefined ? null : textIn(elementAt(slot, 'ValueList', 'Value'));
}

function classificationOf(entry: XmlElement, scheme: string): string | null {
  const found = childrenOf(entry, 'Classification').find(
    (each) => attributeOf(each, 'classificationScheme') === scheme,
  );
  return attributeOf(found, 'nodeRepresentation');
}

function identifierOf(entry: XmlElement, scheme: string): string | null {
  const found = childrenOf(entry, 'ExternalIdentifier').find(
    (each) => attributeOf(each, 'identificationScheme') === scheme,
  );
  return attributeOf(found, 'value');
}

/** A patient's identifier in CX: `VALUE^^^&OID&ISO^NH`. Source: IHE ITI TF-3; ANS, IG PDSM4DMP. */
function parseCx(text: string): DocumentIdentifier {
  const [extension = '', , , domain = ''] = text.split('^');
  const [, root = '', kind = ''] = domain.split('&');
  if (extension === '' || kind !== 'ISO' || !/^\d+(\.\d+)+$/.test(root)) {
    throw refused('a patientId that is not VALUE^^^&OID&ISO^TYPE');
  }
  return { root, extension };
}

function required(field: string, value: string | null): string {
  if (value === null) throw refused(`no ${field}`);
  return value;
}

function matching(field: string, value: string | null, form: RegExp): string {
  const text = required(field, value);
  if (!form.test(text)) throw refused(`${field} ${JSON.stringify(text.slice(0, 60))}`);
  return text;
}

function refused(came: string): MailRefusedError {
  return new MailRefusedError('bad-metadata', `METADATA.XML with ${came}`);
}
