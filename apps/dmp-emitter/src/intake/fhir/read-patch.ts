import type { DocumentWish, IntakeRefusal, RegisteredDocument } from '#libs/admission';
import type { JsonNode } from '../json-node.js';
import { IS_ARCHIVED_EXTENSION } from './codes.js';

/** One step of a JSON Patch (RFC 6902) on the parts of a DocumentReference that may change. */
type Step =
  | { readonly part: 'status' }
  | { readonly part: 'archived'; readonly isArchived: boolean }
  | { readonly part: 'labels'; readonly codes: readonly string[] }
  | {
      readonly part: 'label';
      readonly operation: 'add' | 'replace' | 'remove';
      /** Place in the list; Infinity: after the last one. */
      readonly at: number;
      readonly code: string;
    };

const OPERATIONS = ['add', 'replace', 'remove', 'test'] as const;
/** Steps of one patch. */
const STEPS_MAX = 20;
const PATHS = [
  '/securityLabel',
  '/securityLabel/0',
  '/securityLabel/-',
  '/status',
  '/extension/-',
] as const;

/**
 * Reads a JSON Patch: confidentiality and visibility (`/securityLabel`), archiving (the extension
 * PDSm_isArchived) and deletion (`/status`, entered-in-error).
 *
 * @returns what the document is to become, once it is known what it is
 */
export function readPatch(
  patch: JsonNode,
): (registered: RegisteredDocument) => DocumentWish | IntakeRefusal {
  const operations = patch.items();
  if (operations.length === 0) {
    patch.fault(`expected a JSON Patch (RFC 6902) of 1 to ${STEPS_MAX} operations`);
  }
  if (operations.length > STEPS_MAX) patch.fault(`expected at most ${STEPS_MAX} operations`);
  const steps = operations.slice(0, STEPS_MAX).flatMap((operation) => stepOf(operation) ?? []);
  return (registered) => wishOf(steps, registered);
}

function stepOf(node: JsonNode): Step | undefined {
  const operation = OPERATIONS.find((known) => known === node.get('op').value);
  const path = node.get('path').text();
  if (operation === undefined || operation === 'test') {
    node.get('op').fault('expected an operation that is taken here', ['add', 'replace', 'remove']);
    return undefined;
  }
  const value = node.get('value');
  const place = /^\/securityLabel\/(\d{1,2}|-)$/.exec(path ?? '')?.[1];
  if (place !== undefined) {
    const code = operation === 'remove' ? '' : value.get('coding').first().get('code').text();
    if (code === null) value.fault('expected a CodeableConcept with a code');
    return {
      part: 'label',
      operation,
      at: place === '-' ? Infinity : Number(place),
      code: code ?? '',
    };
  }
  if (path === '/securityLabel' && operation !== 'remove') {
    const codes = value
      .items()
      .flatMap((label) => label.get('coding').first().get('code').text() ?? []);
    return { part: 'labels', codes };
  }
  if (path === '/status' && operation === 'replace') {
    if (value.value !== 'entered-in-error') {
      value.fault('expected the one status that a sender may give', ['entered-in-error']);
    }
    return { part: 'status' };
  }
  if (/^\/extension(\/(\d{1,2}|-))?$/.test(path ?? '') && operation !== 'remove') {
    return archivingOf(Array.isArray(value.value) ? value.first() : value);
  }
  node.get('path').fault('expected a part that may change', PATHS);
  return undefined;
}

function archivingOf(extension: JsonNode): Step | undefined {
  const url = extension.get('url');
  if (url.value !== IS_ARCHIVED_EXTENSION) {
    url.fault('expected another extension', [IS_ARCHIVED_EXTENSION]);
    return undefined;
  }
  const isArchived = extension.get('valueBoolean').flag();
  if (isArchived === null) extension.get('valueBoolean').fault('expected true or false');
  return { part: 'archived', isArchived: isArchived ?? false };
}

function wishOf(
  steps: readonly Step[],
  registered: RegisteredDocument,
): DocumentWish | IntakeRefusal {
  let labels = [...registered.confidentiality];
  let wish: DocumentWish = {};
  for (const step of steps) {
    switch (step.part) {
      case 'status':
        wish = { ...wish, isDeleted: true };
        break;
      case 'archived':
        wish = { ...wish, isArchived: step.isArchived };
        break;
      case 'labels':
        labels = [...step.codes];
        break;
      case 'label': {
        const at = step.at === Infinity ? labels.length : step.at;
        if (at > labels.length || (at === labels.length && step.operation !== 'add')) {
          return {
            code: 'XDSRegistryMetadataError',
            part: 'confidentiality',
            reason: `expected a place among the ${labels.length} labels of the document; came ${at}`,
          };
        }
        labels.splice(
          at,
          step.operation === 'add' ? 0 : 1,
          ...(step.code === '' ? [] : [step.code]),
        );
        break;
      }
    }
  }
  return { ...wish, confidentiality: labels };
}
