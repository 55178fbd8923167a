import type { DocumentedView } from './documented-view.js';

/** What each editor got, beside what its clients did. */
export const PAYOUT_BY_EDITOR: DocumentedView = {
  name: 'payout_by_editor',
  sql: `
    with requests as (
      select solution.editor, solution.couloir, count(distinct client) as clients, count(*) as requests,
        count(balance_first_deposited_at_ms) as balances_deposited,
        count(balance_validated_at_ms) as balances_validated, count(balance_paid_at_ms) as balances_paid
      from sons_request join reference_sons_solution solution using (solution)
      where signed_at_ms is not null
      group by solution.editor, solution.couloir
    ),
    usage as (
      select editor, couloir, count(*) filter (where verdict in ('met', 'below')) as units_judged,
        count(*) filter (where verdict = 'below') as units_below
      from usage_thresholds group by editor, couloir
    ),
    paid as (
      select editor, couloir, sum(incl_tax_cents) filter (where kind = 'advance') as advance,
        sum(incl_tax_cents) filter (where kind = 'balance') as balance,
        sum(incl_tax_cents) filter (where kind = 'offset') as offsets,
        sum(incl_tax_cents) filter (where kind = 'recovery') as recovered,
        sum(incl_tax_cents) as total
      from payout_lines group by editor, couloir
    )
    select requests.editor, requests.couloir, requests.clients, requests.requests,
      requests.balances_deposited, requests.balances_validated, requests.balances_paid,
      coalesce(usage.units_judged, 0) as units_judged, coalesce(usage.units_below, 0) as units_below,
      round(coalesce(paid.advance, 0) / 100.0, 2) as advance_euros,
      round(coalesce(paid.balance, 0) / 100.0, 2) as balance_euros,
      round(coalesce(paid.offsets, 0) / 100.0, 2) as offset_euros,
      round(coalesce(paid.recovered, 0) / 100.0, 2) as recovered_euros,
      round(coalesce(paid.total, 0) / 100.0, 2) as total_euros
    from requests
    left join usage on usage.editor = requests.editor and usage.couloir = requests.couloir
    left join paid on paid.editor = requests.editor and paid.couloir = requests.couloir`,
  comment:
    'Requests, balances and payments by editor and couloir. Deposited, validated and paid are different things. Amounts with tax. Simulated data, fictitious editors.',
  columns: {
    editor: 'A fictitious name.',
    couloir: 'hospital, city, pharmacy, radiology, biology or social.',
    clients: 'Clients with an order.',
    requests: 'Orders: updates of a client to a solution.',
    balances_deposited: 'Requests whose balance was ever deposited.',
    balances_validated: 'Requests whose balance was ever validated.',
    balances_paid: 'Requests whose balance was decided and paid.',
    units_judged: 'Billing units with a verdict on their documents.',
    units_below: 'Those of them below the threshold.',
    advance_euros: 'Advances paid.',
    balance_euros: 'Balances paid.',
    offset_euros: 'Advances taken back for units that left the perimeter; negative.',
    recovered_euros: 'Taken back after a control; negative.',
    total_euros: 'Sum of the four.',
  },
};
