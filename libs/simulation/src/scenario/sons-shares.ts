/** A share of the section `sons`, as the schema describes it. */
interface SonsShareText {
  /** What it is a part of, with its danger; the default follows from `fallback`. */
  readonly description: string;
  /** Value when the key is left out. */
  readonly fallback: 0 | 1;
}

/**
 * The single shares of a flow of SONS requests, by key, in the order in which they are shown. Each is a
 * part from 0 to 1 and comes out exactly, to the nearest whole number, at every scale.
 */
export const SONS_SHARES = {
  balanceDeposited: {
    description: 'Requests whose balance is deposited before the deadline of their window.',
    fallback: 1,
  },
  lateBalance: {
    description:
      'Of the requests without a balance in time, those that deposit one at the deadline or after it; the others never do. Of pharmacies only one in 32 does, because their deadline is not the closing of the wave.',
    fallback: 0,
  },
  nineDocuments: {
    description:
      'Billing units with exactly 9 documents, as a part of those below the threshold; the others have 0 to 8, evenly.',
    fallback: 0,
  },
  tenDocuments: {
    description: 'Billing units with exactly 10 documents, as a part of those not below.',
    fallback: 0,
  },
  elevenDocuments: {
    description: 'Billing units with exactly 11 documents, as a part of those not below.',
    fallback: 0,
  },
  documentsBefore: {
    description:
      'Billing units that deposit one to three documents between the order and the installation.',
    fallback: 0,
  },
  documentsAfter: {
    description:
      'Billing units below the threshold that go on depositing, three to fourteen documents, after the balance.',
    fallback: 0,
  },
  identityReferential: {
    description: 'Hospitals that also order an identity referential (RI).',
    fallback: 0,
  },
  secondSolution: {
    description: 'Hospitals that order both a DPI and a PFI and deposit through each.',
    fallback: 0,
  },
  transcoder: {
    description: 'Laboratory groups that also order a LOINC transcoder.',
    fallback: 0,
  },
  migrated: {
    description:
      'Practices that leave for another editor’s solution: a second request, whose installation ends the documents of the first.',
    fallback: 0,
  },
  incentivised: {
    description:
      'Clients that another payer rewards (SUN-ES, avenant 9, ROSP): they claim it, and they order and install earlier.',
    fallback: 0,
  },
  incentiveLead: {
    description:
      'How much earlier: this part is cut off the way from the opening to the order, and from the order to the installation.',
    fallback: 0,
  },
  obstacleReported: {
    description: 'Requests with a billing unit below the threshold whose obstacle is reported.',
    fallback: 0,
  },
  advanceAmended: { description: 'Requests whose advance comes back to amend, once.', fallback: 0 },
  balanceIncomplete: {
    description: 'Requests whose balance first lacks its documents.',
    fallback: 0,
  },
  balanceAmended: {
    description: 'Requests whose balance comes back to amend, once; the second deposit counts.',
    fallback: 0,
  },
  unsignedFirst: {
    description: 'Requests whose verification is first recorded without a signature.',
    fallback: 0,
  },
  neverSigned: {
    description: 'Requests whose verification is never signed: the balance is refused.',
    fallback: 0,
  },
  unitRemoved: {
    description:
      'Requests with several units that leave the last one out of the balance, among the in-time ones; its advance is offset.',
    fallback: 0,
  },
  undecided: {
    description:
      'Requests whose balance is not decided when the scenario ends: half deposited, half validated.',
    fallback: 0,
  },
  paidBelow: {
    description:
      'Requests wholly below the threshold that are paid all the same, by mistake; each meets a control.',
    fallback: 0,
  },
  controlled: { description: 'Requests paid as they should that meet a control.', fallback: 0 },
  recovered: {
    description: 'Of the requests paid below the threshold, those whose payments are recovered.',
    fallback: 0,
  },
  lateFact: {
    description:
      'Requests whose invoice is recorded up to ten days after the balance that it precedes: their later facts have to wait.',
    fallback: 0,
  },
} as const satisfies Readonly<Record<string, SonsShareText>>;

export type SonsShare = keyof typeof SONS_SHARES;

/** The keys of SONS_SHARES. */
// Object.keys gives text; the table above has no other keys.
export const SONS_SHARE_NAMES = Object.keys(SONS_SHARES) as readonly SonsShare[];
