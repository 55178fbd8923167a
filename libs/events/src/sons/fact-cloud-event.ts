import { ATTRIBUTE_FIELDS, formatInstant, type CloudEvent } from '../plain/cloud-event.js';
import { NAMESPACE } from '../schemas.js';
import { keyOfFact } from './fact-codec.js';
import type { SonsFact } from './sons-fact.js';

/**
 * The fact as CloudEvents JSON, with its instants in RFC 3339. The subject is the request,
 * CLIENT/SOLUTION; the editor's code of an enrolment; the beneficiary of an incentive.
 */
export function factToCloudEvent(fact: SonsFact): CloudEvent {
  return {
    specversion: '1.0',
    id: String(fact.sequence),
    source: fact.source,
    type: `${NAMESPACE}.${fact.record}`,
    subject: subjectOf(fact),
    time: formatInstant(fact.occurredAt),
    datacontenttype: 'application/json',
    partitionkey: keyOfFact(fact),
    data: dataOf(fact),
  };
}

function subjectOf(fact: SonsFact): string {
  if (fact.record === 'EditorEnrolled') return fact.editor;
  if (fact.record === 'IncentiveClaimed') return fact.beneficiary;
  return `${fact.client}/${fact.solution}`;
}

function dataOf(fact: SonsFact): CloudEvent['data'] {
  const fields = Object.entries(fact).filter(([field]) => !ATTRIBUTE_FIELDS.has(field));
  return {
    ...Object.fromEntries(fields),
    occurredAt: formatInstant(fact.occurredAt),
    registeredAt: formatInstant(fact.registeredAt),
    ...('installedAt' in fact ? { installedAt: formatInstant(fact.installedAt) } : {}),
  };
}
