import type { DocumentedView } from './documented-view.js';

/** How many requests stand where. */
export const SONS_REQUEST_STATUS: DocumentedView = {
  name: 'sons_request_status',
  sql: `
    select solution.couloir, solution.dsr, request.window_code, request.status,
      count(*) as requests, count(request.balance_first_deposited_at_ms) as balances_deposited,
      count(request.balance_validated_at_ms) as balances_validated,
      count(request.balance_paid_at_ms) as balances_paid
    from sons_request request join reference_sons_solution solution using (solution)
    group by solution.couloir, solution.dsr, request.window_code, request.status`,
  comment: 'SONS requests by status. Simulated data.',
  columns: {
    couloir: 'hospital, city, pharmacy, radiology, biology or social.',
    dsr: 'DSR the solution is referenced for.',
    window_code: 'Code of the ordering window; empty for requests without an order.',
    status: 'Where the requests stand now.',
    requests: 'Requests with this status.',
    balances_deposited: 'Those of them whose balance was ever deposited.',
    balances_validated: 'Those of them whose balance was ever validated.',
    balances_paid: 'Those of them whose balance was decided and paid.',
  },
};
