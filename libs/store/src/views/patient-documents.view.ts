import type { DocumentedView } from './documented-view.js';

/** What people put into their own profile: a figure of its own. */
export const PATIENT_DOCUMENTS: DocumentedView = {
  name: 'patient_documents',
  sql: `
    select to_char(deposited_at at time zone 'Europe/Paris', 'YYYY-MM') as month, type_code,
      count(*) as documents
    from patient_document
    group by 1, 2`,
  comment:
    'Documents that people added to their own profile, by month of Europe/Paris. In no professional volume and in no rate.',
  columns: {
    month: 'Month of the deposit, such as 2024-01.',
    type_code: 'XDS typeCode: DOCPAT01 to DOCPAT09, EXPPAT_1 to EXPPAT_3.',
    documents: 'Documents deposited, each uniqueId once.',
  },
};
