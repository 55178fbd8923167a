import { isOid, type IntakeCodeName } from '#libs/admission';
import type { CallerFacts } from '../caller-facts.js';
import type { SubmissionSet } from '../contract.js';
import type { JsonNode } from '../json-node.js';
import { SUBMISSION_SET_CODE, URI_SYSTEM } from './codes.js';
import { readDocumentReference, type ReadDocument } from './read-document-reference.js';
import { insOf } from './read-patient.js';
import { containedIn, withoutOidPrefix } from './references.js';

/** Documents of one submission. Assumed: a hospital stay sends a handful. */
const SUBMISSION_DOCUMENTS_MAX = 50;

/** What is wrong with a message as a whole. */
export interface MessageRefusal {
  readonly code: IntakeCodeName;
  readonly pointer: string;
  readonly reason: string;
}

/** A transaction of ITI-65 as it was read. */
export interface ReadBundle {
  readonly set: SubmissionSet;
  readonly documents: readonly ReadDocument[];
  /** What each entry of the message is, in its order: the answer has the same one. */
  readonly entries: readonly ('List' | 'Binary' | number)[];
  readonly refusals: readonly MessageRefusal[];
}

/**
 * Reads a transaction: one List (the submission set), DocumentReferences and their Binaries.
 * Folders are not taken.
 */
export function readBundle(bundle: JsonNode, caller: CallerFacts): ReadBundle {
  const type = bundle.get('resourceType');
  if (type.value !== 'Bundle') type.fault('expected another resource', ['Bundle']);
  const kind = bundle.get('type');
  if (kind.value !== 'transaction') kind.fault('expected another kind of bundle', ['transaction']);
  const refusals: MessageRefusal[] = [];
  const resources = new Map<string, JsonNode>();
  const parts = bundle
    .get('entry')
    .items()
    .map((entry) => {
      const resource = entry.get('resource');
      const method = entry.get('request').get('method');
      if (method.value !== 'POST') method.fault('expected another method', ['POST']);
      const url = entry.get('fullUrl').text();
      if (url !== null && resources.has(url)) {
        refusals.push({
          code: 'XDSRepositoryDuplicateUniqueIdInMessage',
          pointer: entry.get('fullUrl').pointer,
          reason: 'expected a name that no other entry of this message has',
        });
      }
      if (url !== null) resources.set(url, resource);
      return { entry, resource, url, name: resource.get('resourceType').value };
    });
  for (const { name, resource } of parts) {
    if (name !== 'List' && name !== 'DocumentReference' && name !== 'Binary') {
      const accepted = ['List', 'DocumentReference', 'Binary'];
      resource.get('resourceType').fault('expected another resource', accepted);
    }
  }
  const lists = parts.filter(({ name }) => name === 'List');
  const [list] = lists;
  if (list === undefined || lists.length > 1) {
    bundle
      .get('entry')
      .fault(`expected one List, the submission set (folders are not taken); came ${lists.length}`);
  }
  const sent = parts.filter(({ name }) => name === 'DocumentReference');
  if (sent.length > SUBMISSION_DOCUMENTS_MAX) {
    refusals.push({
      code: 'XDSRegistryOutOfResources',
      pointer: bundle.get('entry').pointer,
      reason: `expected at most ${SUBMISSION_DOCUMENTS_MAX} documents; came ${sent.length}`,
    });
  }
  if (sent.length === 0) bundle.get('entry').fault('expected a DocumentReference; came none');
  const documents = sent
    .slice(0, SUBMISSION_DOCUMENTS_MAX)
    .map(({ resource }) => readDocumentReference(resource, caller, resources));
  const used = new Set(documents.map(({ binary }) => binary));
  for (const { name, url, resource } of parts) {
    if (name === 'Binary' && !used.has(url)) {
      refusals.push({
        code: 'XDSMissingDocumentMetadata',
        pointer: resource.pointer,
        reason: 'expected a DocumentReference that points to this document; came none',
      });
    }
  }
  refusals.push(...refusalsOf(documents));
  let index = 0;
  return {
    set: list === undefined ? { uniqueId: null, patient: null } : readSet(list.resource, resources),
    documents,
    entries: parts.map(({ name }) => (name === 'List' || name === 'Binary' ? name : index++)),
    refusals,
  };
}

/** What is wrong with documents beside each other, or without their bytes. */
export function refusalsOf(documents: readonly ReadDocument[]): MessageRefusal[] {
  const refusals: MessageRefusal[] = [];
  const seen = new Set<string>();
  for (const { placed, isWithoutDocument } of documents) {
    const { uniqueId } = placed.entry;
    if (uniqueId !== null && seen.has(uniqueId)) {
      refusals.push({
        code: 'XDSRegistryDuplicateUniqueIdInMessage',
        pointer: placed.pointerOf('uniqueId'),
        reason: 'expected a uniqueId that no other entry of this message has',
      });
    }
    if (uniqueId !== null) seen.add(uniqueId);
    if (isWithoutDocument) {
      refusals.push({
        code: 'XDSMissingDocument',
        pointer: placed.pointerOf('content'),
        reason: 'expected the document, in data or in a Binary of this message; came nothing',
      });
    }
  }
  return refusals;
}

function readSet(list: JsonNode, message: ReadonlyMap<string, JsonNode>): SubmissionSet {
  const code = list.get('code').get('coding').first().get('code');
  if (code.value !== SUBMISSION_SET_CODE) {
    code.fault('expected a submission set', [SUBMISSION_SET_CODE]);
  }
  for (const item of list.get('entry').items()) {
    const reference = item.get('item').get('reference');
    const text = reference.text();
    if (text !== null && !message.has(text)) {
      reference.fault('expected the fullUrl of an entry of this message');
    }
  }
  const subject = list.get('subject');
  const { oid, matricule } = insOf(subject, new Map([...message, ...containedIn(list)]));
  const identifier = list
    .get('identifier')
    .items()
    .find((each) => {
      const system = each.get('system').value;
      return system === URI_SYSTEM && String(each.get('value').value).startsWith('urn:oid:');
    });
  const uniqueId = identifier === undefined ? null : identifier.get('value').text();
  if (identifier !== undefined && uniqueId !== null && !isOid(withoutOidPrefix(uniqueId))) {
    identifier.get('value').fault('expected urn:oid: and an OID of at most 64 characters');
  }
  return {
    uniqueId: uniqueId === null ? null : withoutOidPrefix(uniqueId),
    patient: subject.isPresent ? `${oid ?? ''}|${matricule ?? ''}` : null,
  };
}
