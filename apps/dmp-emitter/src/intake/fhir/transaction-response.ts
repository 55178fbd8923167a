import { EXTRA_METADATA_NOT_SAVED, type RegisteredDocument } from '#libs/admission';
import { IHE_CODE_SYSTEM } from './codes.js';
import type { ReadBundle } from './read-bundle.js';
import type { Resource } from './write-document-reference.js';

/** The answer of a transaction: one result for each entry, in the order of the message. */
export function transactionResponseOf(
  bundle: ReadBundle,
  registered: readonly RegisteredDocument[],
): Resource {
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: bundle.entries.map((entry) => {
      if (entry === 'Binary') return { response: { status: '201 Created' } };
      if (entry === 'List') {
        const { uniqueId } = bundle.set;
        return {
          response: {
            status: '201 Created',
            ...(uniqueId !== null && { location: `List/${uniqueId}` }),
          },
        };
      }
      const uniqueId = registered[entry]?.uniqueId ?? '';
      const extras = bundle.documents[entry]?.extras ?? [];
      return {
        response: {
          status: '201 Created',
          location: `DocumentReference/${uniqueId}`,
          ...(extras.length > 0 && { outcome: warningOutcome(extras) }),
        },
      };
    }),
  };
}

function warningOutcome(extras: readonly string[]): Resource {
  return {
    resourceType: 'OperationOutcome',
    issue: extras.map((name) => ({
      severity: 'warning',
      code: 'informational',
      details: { coding: [{ system: IHE_CODE_SYSTEM, code: EXTRA_METADATA_NOT_SAVED }] },
      diagnostics: `${name} is not kept`,
    })),
  };
}
