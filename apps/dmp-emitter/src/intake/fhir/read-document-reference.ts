import type { DocumentEntry, EntryPart } from '#libs/admission';
import { PS_ID_NAT_OID, STRUCT_ID_NAT_OID } from '#libs/identifiers';
import type { EntryToRegister } from '../contract.js';
import { contentOf } from '../document-content.js';
import type { JsonNode } from '../json-node.js';
import type { CallerFacts } from '../caller-facts.js';
import { SOLUTION_SYSTEM } from './codes.js';
import { readPatient } from './read-patient.js';
import { containedIn, identifiersOf, withoutOidPrefix, type Resources } from './references.js';

/** A DocumentReference as it was read. */
export interface ReadDocument {
  readonly placed: EntryToRegister;
  /** Elements that the registry does not keep. */
  readonly extras: readonly string[];
  /** True when metadata came and their document did not. */
  readonly isWithoutDocument: boolean;
  /** Where the bytes come from when they are a resource of their own: the text of the reference. */
  readonly binary: string | null;
}

/** Elements that the registry keeps, or that carry nothing to keep. */
const KEPT = new Set([
  'resourceType',
  'id',
  'meta',
  'text',
  'language',
  'contained',
  'masterIdentifier',
  'identifier',
  'status',
  'type',
  'category',
  'subject',
  'date',
  'author',
  'authenticator',
  'custodian',
  'relatesTo',
  'securityLabel',
  'content',
  'context',
]);

/**
 * Reads a DocumentReference in the shape of PDSm: simplified publish with its document in
 * `content.attachment.data`, or comprehensive with `content.attachment.url`. What has the wrong form
 * becomes a fault of the node; what is missing reads as null, and the rules decide.
 *
 * @param message resources of the same message, by the text of a reference
 */
export function readDocumentReference(
  node: JsonNode,
  caller: CallerFacts,
  message: Resources = new Map(),
): ReadDocument {
  const resources = new Map([...message, ...containedIn(node)]);
  const type = node.get('resourceType');
  if (type.value !== 'DocumentReference') {
    type.fault('expected another resource', ['DocumentReference']);
  }
  const status = node.get('status');
  if (status.value !== 'current') status.fault('expected a document in force', ['current']);
  const context = node.get('context');
  const patient = readPatient(node.get('subject'), context.get('sourcePatientInfo'), resources);
  const people = [...node.get('author').items(), ...optional(node.get('custodian'))].flatMap(
    (reference) => identifiersOf(reference, resources),
  );
  const valueOf = (system: string): string | null =>
    people.find((identifier) => identifier.system === system)?.value ?? null;
  const content = node.get('content');
  if (content.items().length > 1) content.fault('expected one document in one format');
  const attachment = content.first().get('attachment');
  const document = bytesOf(attachment, resources);
  const entry: DocumentEntry = {
    uniqueId: oidText(node.get('masterIdentifier').get('value')),
    patient: patient.stated,
    typeCode: codeOf(node.get('type')),
    classCode: codeOf(node.get('category').first()),
    formatCode: content.first().get('format').get('code').text(),
    facilityType: codeOf(context.get('facilityType')),
    practiceSetting: codeOf(context.get('practiceSetting')),
    confidentiality: node
      .get('securityLabel')
      .items()
      .flatMap((label) => codeOf(label) ?? []),
    languageCode: attachment.get('language').text(),
    documentAtMs: node.get('date').instant(),
    author: caller.author ?? valueOf(PS_ID_NAT_OID),
    site: valueOf(STRUCT_ID_NAT_OID),
    solution: caller.solution ?? valueOf(SOLUTION_SYSTEM),
    couloir: null,
    sizeBytes: attachment.get('size').count(),
    hash: attachment.get('hash').bytes(),
    content: contentOf(document.bytes ?? Buffer.alloc(0)),
    replaces: replacedBy(node),
  };
  const pointers: Partial<Record<EntryPart, string>> = {
    uniqueId: node.get('masterIdentifier').get('value').pointer,
    typeCode: `${node.pointer}/type/coding/0/code`,
    classCode: `${node.pointer}/category/0/coding/0/code`,
    formatCode: `${node.pointer}/content/0/format/code`,
    facilityType: `${node.pointer}/context/facilityType/coding/0/code`,
    practiceSetting: `${node.pointer}/context/practiceSetting/coding/0/code`,
    confidentiality: `${node.pointer}/securityLabel`,
    languageCode: attachment.get('language').pointer,
    documentAtMs: `${node.pointer}/date`,
    author: `${node.pointer}/author`,
    site: `${node.pointer}/author`,
    solution: `${node.pointer}/author`,
    sizeBytes: attachment.get('size').pointer,
    hash: attachment.get('hash').pointer,
    content: attachment.get('data').pointer,
    replaces: `${node.pointer}/relatesTo`,
    oid: patient.idPointer,
    matricule: patient.idPointer,
    birthName: `${patient.traitsPointer}/name`,
    givenNames: `${patient.traitsPointer}/name`,
    sex: `${patient.traitsPointer}/gender`,
    birthDate: `${patient.traitsPointer}/birthDate`,
    birthPlaceCode: `${patient.traitsPointer}/extension`,
    identityStatus: `${patient.traitsPointer}/extension`,
  };
  return {
    placed: { entry, pointerOf: (part) => pointers[part] ?? node.pointer },
    extras: node.names().filter((name) => !KEPT.has(name)),
    isWithoutDocument: document.bytes === null && !document.isBroken,
    binary: document.binary,
  };
}

/** The bytes of an attachment: its own, or those of the Binary that it points to. */
function bytesOf(
  attachment: JsonNode,
  resources: Resources,
): { bytes: Buffer | null; isBroken: boolean; binary: string | null } {
  const data = attachment.get('data');
  if (data.isPresent) {
    const bytes = data.bytes();
    return { bytes, isBroken: bytes === null, binary: null };
  }
  const url = attachment.get('url').text();
  const binary = url === null ? undefined : resources.get(url);
  if (binary?.get('resourceType').value !== 'Binary') {
    return { bytes: null, isBroken: false, binary: null };
  }
  const bytes = binary.get('data').bytes();
  return { bytes, isBroken: bytes === null && binary.get('data').isPresent, binary: url };
}

/** uniqueId of the document that this one replaces; other relations are not kept. */
function replacedBy(node: JsonNode): string | null {
  for (const relation of node.get('relatesTo').items()) {
    const code = relation.get('code');
    if (code.value !== 'replaces') {
      code.fault('expected the one relation that is taken here', ['replaces']);
      continue;
    }
    const target = relation.get('target');
    const reference =
      target.get('identifier').get('value').text() ?? target.get('reference').text();
    if (reference === null) {
      target.fault('expected the uniqueId of the document to replace; came nothing');
      return null;
    }
    return withoutOidPrefix(reference.replace(/^.*DocumentReference\//, ''));
  }
  return null;
}

function codeOf(concept: JsonNode): string | null {
  if (!concept.isPresent) return null;
  return concept.get('coding').first().get('code').text();
}

function oidText(node: JsonNode): string | null {
  const text = node.text();
  return text === null ? null : withoutOidPrefix(text);
}

function optional(node: JsonNode): JsonNode[] {
  return node.isPresent ? [node] : [];
}
