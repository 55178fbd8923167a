import type { SchemaObject } from 'ajv';
import { BETWEEN, DEPOSITING_DSR_CODES, REFUSAL_SYMBOLS, WINDOW_RECORDS } from './known-names.js';
import {
  LIMITS,
  count,
  figure,
  list,
  mapping,
  month,
  provenance,
  rate,
  rated,
  text,
  weight,
} from './schema-parts.js';
import { sons } from './sons-schema.js';

/** Keys of a series whose months are interpolated. */
const RANGE_KEYS = ['from', 'to', 'anchors', 'between'];

/**
 * JSON Schema (draft 07) of a scenario file, one source for the validation and for
 * `docs/scenario.schema.json`, which a spec keeps equal to it.
 * Every part has a `title` that completes "expected …" in a fault, and each key a `description`
 * with its unit, its default and its danger. Nothing is shared through `$ref`, because draft 07
 * editors drop what stands beside one, and with it the description.
 */
export const SCENARIO_SCHEMA: SchemaObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'urn:mes-flow:scenario:1',
  ...mapping(
    'Flows of health documents to simulate. A figure carries `source`, or `assumed: true` with a `reason`; a figure without takes those of the nearest mapping around it. A flow that is left out has no event.',
    {
      name: {
        title: 'a name of lower-case letters, digits and dashes (64 at most, a letter first)',
        description:
          'Name of the scenario. Required. It is part of the source of every event: change it whenever you change a figure, or events of two different flows get the same identity and are ignored as duplicates.',
        type: 'string',
        pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
        maxLength: 64,
      },
      title: text(
        'One line for lists. Required. Do not repeat totals here: `mes scenario show` computes them.',
      ),
      description: text(
        'What the flow stands for and what it leaves out. Default: empty. Shown to readers of the results, so say what is assumed.',
      ),
      ...provenance(),
      dmp: mapping(
        'Deposits into the DMP. Default: none. Leaving it out leaves out the only flow that is called documents.',
        {
          ...provenance(),
          documents: series(
            'Documents newly accepted by the DMP, by Europe/Paris month of registration. Required. Refused attempts, replacements and duplicates come on top, from `faults`.',
          ),
          shares: shares('documents'),
        },
        ['documents', 'shares'],
      ),
      mssante: mapping(
        'MSSanté messages. Default: none. They are never added to documents.',
        {
          ...provenance(),
          messages: series(
            'Messages sent, to professionals and to citizens together, by month. Required. Receipts come on top.',
          ),
          linkedShare: figure(
            'Part of the messages, 0 to 1, sent by the act that also deposited a document: one to a professional and one to the citizen for each. Default: 0. Half of the linked messages of a month may not exceed its documents.',
          ),
          citizenShare: figure(
            'Part of the messages without a deposit, 0 to 1, that go to a citizen. Default: 0, all go to professionals.',
          ),
          receiptRate: figure(
            'Receipts for each message sent, 0 to 1. Default: 0. Each receipt is an event of its own: 1 doubles the flow.',
          ),
          shares: shares('messages'),
        },
        ['messages', 'shares'],
      ),
      eprescription: mapping(
        'Electronic prescriptions of the national base. Default: none. They are never added to documents.',
        {
          ...provenance(),
          issued: series('Prescriptions created in the base, by month. Required.'),
          dispensed: series(
            'Dispensing acts recorded by pharmacies, by month. Default: none. A month may not have more of them than prescriptions, as each refers to one of its own month.',
          ),
          linkedShare: figure(
            'Part of the prescriptions, 0 to 1, whose copy was deposited in the DMP by the same act. Default: 0. Linked prescriptions of a month may not exceed its documents.',
          ),
          closedRate: figure(
            'Prescriptions closed for each dispensing act, 0 to 1. Default: 0, none is ever closed.',
          ),
        },
        ['issued'],
      ),
      sons: sons(),
      faults: faults(),
    },
    ['name', 'title'],
  ),
};

/** Months with their totals, written out or interpolated between the points that are known. */
function series(description: string): SchemaObject {
  return {
    ...mapping(description, {
      ...provenance(),
      months: list(
        'One entry a month, ascending and without a hole. Use either this or `from` and `to`.',
        {
          month: month('Europe/Paris month of registration. Required.'),
          total: count('Events of the month, a whole number. Required.'),
        },
        ['month', 'total'],
      ),
      from: month('First month of an interpolated flow. Goes with `to`.'),
      to: month('Last month of an interpolated flow, included. Goes with `from`.'),
      anchors: list(
        'Months whose total is known; the others lie in between. Before the first and after the last, its level is held. Default: none, then `periods` must cover every month.',
        {
          month: month('Europe/Paris month of registration. Required.'),
          monthly: count('Events of that month, a whole number. Kept exactly.'),
          annualised: count(
            'Yearly rhythm observed in that month, in events a year: the month gets a twelfth, rounded. Danger: a rhythm is not the total of a calendar year; for that, use `periods`.',
          ),
        },
        ['month'],
        [
          { title: 'monthly (events of the month)', required: ['monthly'] },
          { title: 'annualised (a yearly rhythm)', required: ['annualised'] },
        ],
      ),
      periods: list(
        'Totals known for several months together. Anchored months inside keep their total, the others share the rest exactly. Beside `months` it is a check: the months must add up to it. Default: none.',
        {
          from: month('First month of the period. Required.'),
          to: month('Last month of the period, included. Required.'),
          total: count('Events of the whole period, a whole number. Required.'),
        },
        ['from', 'to', 'total'],
      ),
      between: {
        title: `one of ${BETWEEN.join(', ')}`,
        description:
          'How months between two anchors are filled: linear adds the same number each month, geometric grows by the same rate. Default: linear. Danger: geometric needs every anchor above 0.',
        type: 'string',
        enum: BETWEEN,
      },
    }),
    oneOf: [
      {
        title: 'months alone',
        required: ['months'],
        not: { anyOf: RANGE_KEYS.map((key) => ({ required: [key] })) },
      },
      {
        title: 'from and to, with anchors or periods',
        required: ['from', 'to'],
        not: { required: ['months'] },
      },
    ],
  };
}

function shares(of: string): SchemaObject {
  return list(
    `How the ${of} divide among the DSR, from one month on until the next entry. Required, ascending, the first entry no later than the first month.`,
    {
      fromMonth: month('First month the weights hold for. Required.'),
      weights: {
        ...mapping(
          'Weight of each DSR; only their proportions count, so they need not add up to 1. Required. A DSR that is left out gets nothing.',
          Object.fromEntries(DEPOSITING_DSR_CODES.map((code) => [code, weight(code)])),
        ),
        title: 'a mapping with a weight above 0 for at least one DSR',
        minProperties: 1,
      },
    },
    ['fromMonth', 'weights'],
  );
}

function faults(): SchemaObject {
  const inDocuments = 'as a part of the accepted documents, 0 to 1';
  return mapping(
    'Faults to inject, each with its own switch. Default: none. All rates together stay below 0.5.',
    {
      ...provenance(),
      duplicatedDelivery: rated(
        'Records delivered a second time, as a part of all records, 0 to 1. Default: 0, off. Duplicates add load and never a count.',
      ),
      lateDeposit: mapping(
        'Documents whose act is much older than their registration. Default: none. The registration still chooses the month.',
        {
          ...provenance(),
          rate: rate('Late deposits, as a part of the documents, 0 to 1. Required; 0 is off.'),
          daysMax: {
            title: `a whole number of days from 1 to ${LIMITS.lateDaysMax}`,
            description: 'Greatest age of the act at registration, in days. Required.',
            type: 'integer',
            minimum: 1,
            maximum: LIMITS.lateDaysMax,
          },
        },
        ['rate', 'daysMax'],
      ),
      reordering: mapping(
        'Records shuffled inside a bounded window. Default: order kept.',
        {
          ...provenance(),
          windowRecords: {
            title: 'a power of two from 1 to 4096 (it has to divide 4096)',
            description:
              'Records of a window; no record moves out of its window. Required; 1 keeps the order. A wide window costs consumers memory, which is what it is for.',
            enum: WINDOW_RECORDS,
          },
        },
        ['windowRecords'],
      ),
      refusedDeposit: mapping(
        'Deposit attempts that a gate refuses, by reason. Default: none. They come on top of the documents. INS_OID_NOT_ALLOWED cannot be simulated: synthetic identities use test OIDs only.',
        {
          ...provenance(),
          ...Object.fromEntries(
            REFUSAL_SYMBOLS.map((symbol) => [
              symbol,
              rated(`Attempts refused with ${symbol}, ${inDocuments}. Default: 0, off.`),
            ]),
          ),
        },
      ),
      replacedDocument: rated(
        `Documents replaced, ${inDocuments}. Default: 0, off. Adds no volume.`,
      ),
      changedVisibility: rated(
        `Masking and visibility changes, ${inDocuments}. Default: 0, off. Adds no volume.`,
      ),
      deletedDocument: rated(
        `Documents deleted, ${inDocuments}. Default: 0, off. The volume keeps a deleted document.`,
      ),
    },
  );
}
