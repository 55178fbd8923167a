import type { DocumentedView } from './documented-view.js';

/** Other payers' money, kept apart from the editors' payout. */
export const INCENTIVE_LINES: DocumentedView = {
  name: 'incentive_lines',
  sql: `
    select line, scheme, payer, beneficiary, period, quantity,
      round(amount_cents / 100.0, 2) as amount_euros, amount_cents
    from incentive_line`,
  comment:
    'What other payers owe professionals and hospitals for using their software: SUN-ES, avenant 9, ROSP. Never a part of payout_lines. Simulated data.',
  columns: {
    line: 'Name of the line.',
    scheme: 'SUN_ES_DMP, SUN_ES_MSSANTE, AVENANT_9 or ROSP_PHARMACY.',
    payer: 'Who pays.',
    beneficiary: 'StructIdNat of a hospital or pharmacy, PSIdNat of a doctor.',
    period: 'Half-year such as 2022-H1 for SUN-ES, year such as 2022 for the others.',
    quantity:
      'Points (avenant 9), millionths of the national activity (SUN-ES), thousandths of prescriptions (ROSP).',
    amount_euros: 'Amount of the line.',
    amount_cents: 'The same in cents.',
  },
};
