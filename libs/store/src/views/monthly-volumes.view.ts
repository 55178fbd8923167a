import type { DocumentedView } from './documented-view.js';

const SHARED_COLUMNS = {
  month: 'Month of registration (registeredAt), Europe/Paris, such as 2023-12.',
  channel: 'dmp, mssante or eprescription. Channels are never added up.',
  measure:
    'What one event adds one to; see reference_measure for its definition. "Documents" means the measure documents_deposited of the DMP.',
  is_volume:
    'True for the one measure that counts documents newly accepted by the DMP. Replacements, visibility changes, deletions and refusals are false and never raise a volume.',
  couloir: 'Couloir of the depositing solution: hospital, city, pharmacy, radiology or biology.',
  dsr: 'DSR the solution is referenced for: DPI, RI, PFI, LGC, LGO, RIS, SGL or LOINC.',
  solution: 'Code of the depositing solution; solutions and editors are fictitious.',
  editor: 'Editor of the solution; a fictitious name.',
};

const STATE_COLUMNS = {
  events:
    'Distinct events over all revisions up to the present one; a redelivered event counts once.',
  revision: 'Present revision of the month: above 1 when events came after a closing.',
  status:
    'open: figures still move. closed: published. revising: events came since it was published.',
};

/** Monthly volumes by solution and department: one row for each cell that is not zero. */
export const MONTHLY_VOLUMES: DocumentedView = {
  name: 'monthly_volumes',
  sql: `
    select month_label(cell.month) as month, measure.channel, measure.code as measure, measure.is_volume,
      solution.couloir, solution.dsr, solution.code as solution, solution.editor,
      department.code as department, department.region_name as region,
      cell.events, state.revision, state.status
    from (
      select month, measure, solution, department, sum(events)::bigint as events
      from volume_by_department group by month, measure, solution, department
    ) cell
    join month_state state on state.month = cell.month
    left join reference_measure measure on measure.measure = cell.measure
    left join reference_solution solution on solution.solution = cell.solution
    left join reference_department department on department.department = cell.department`,
  comment:
    "Events registered in a month, by measure, depositing solution and patient's department. Simulated data. Add up rows of one measure only.",
  columns: {
    ...SHARED_COLUMNS,
    department: "Patient's department, official code such as 2A or 974.",
    region: "Region of the patient's department.",
    ...STATE_COLUMNS,
  },
};

/** Monthly volumes by solution and document type. */
export const MONTHLY_VOLUMES_BY_TYPE: DocumentedView = {
  name: 'monthly_volumes_by_type',
  sql: `
    select month_label(cell.month) as month, measure.channel, measure.code as measure, measure.is_volume,
      solution.couloir, solution.dsr, solution.code as solution, solution.editor,
      type.symbol as document_type, type.type_code, type.label as document_label, type.class_code,
      type.is_professional, cell.events, state.revision, state.status
    from (
      select month, measure, solution, document_type, sum(events)::bigint as events
      from volume_by_type group by month, measure, solution, document_type
    ) cell
    join month_state state on state.month = cell.month
    left join reference_measure measure on measure.measure = cell.measure
    left join reference_solution solution on solution.solution = cell.solution
    left join reference_document_type type on type.document_type = cell.document_type`,
  comment:
    'Events registered in a month, by measure, depositing solution and document type. Simulated data. The same events as monthly_volumes, along another dimension: do not add the two up.',
  columns: {
    ...SHARED_COLUMNS,
    document_type: 'Symbol of the document type in the events; NONE for events that carry no type.',
    type_code: 'XDS typeCode (LOINC or TRE_A05); null for NONE.',
    document_label: 'French label of the type.',
    class_code: 'XDS classCode, derived from the typeCode; null for NONE.',
    is_professional:
      'Whether professionals deposit this type; false for patients’ own documents, which are outside the published volumes.',
    ...STATE_COLUMNS,
  },
};
