import type { DocumentedView } from './documented-view.js';

/** The ledger of the editors' payout, line by line. */
export const PAYOUT_LINES: DocumentedView = {
  name: 'payout_lines',
  sql: `
    select line.line, solution.couloir, solution.dsr, solution.code as solution, solution.software,
      solution.editor, line.client, line.unit, line.kind, instant_of_ms(line.paid_at_ms) as paid_at,
      round(line.excl_tax_cents / 100.0, 2) as excl_tax_euros, line.vat_permille,
      round(line.vat_cents / 100.0, 2) as vat_euros,
      round(line.incl_tax_cents / 100.0, 2) as incl_tax_euros,
      line.excl_tax_cents, line.vat_cents, line.incl_tax_cents, line.rule_version, line.reverses
    from payout_line line join reference_sons_solution solution using (solution)`,
  comment:
    'What was paid to editors for SONS requests, and taken back. Lines are only ever added. Money of other payers is in incentive_lines and never here. Simulated data, fictitious editors.',
  columns: {
    line: 'Name of the line: CLIENT/SOLUTION/STEP/UNIT/KIND.',
    couloir: 'hospital, city, pharmacy, radiology, biology or social.',
    dsr: 'DSR the solution is referenced for.',
    solution: 'Code of the ordered solution.',
    software: 'Software of the editor.',
    editor: 'Editor that is paid; a fictitious name.',
    client: 'StructIdNat of the client whose update is paid.',
    unit: 'Who is billed: PSIdNat of the doctor for LGC, the client elsewhere.',
    kind: 'advance, balance, offset (advance of a unit that left the perimeter) or recovery.',
    paid_at: 'When the paying agency registered the payment.',
    excl_tax_euros: 'Amount without tax; negative when it is taken back.',
    vat_permille: 'Rate of the VAT, thousandths.',
    vat_euros: 'VAT, rounded once, here.',
    incl_tax_euros: 'Amount with tax: the sum of the two.',
    excl_tax_cents: 'Amount without tax, cents.',
    vat_cents: 'VAT, cents.',
    incl_tax_cents: 'Amount with tax, cents.',
    rule_version: 'Version of the rules that was known at the payment.',
    reverses: 'Line that this one takes back; null for a payment.',
  },
};
