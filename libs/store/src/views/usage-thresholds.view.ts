import type { DocumentedView } from './documented-view.js';

/** Documents that are told exactly; INSTANTS_KEPT_MAX of libs/sons-rules. A spec holds the two together. */
const DOCUMENTS_MAX = 16;

/** The usage condition with the default parameters: a second writing of assessUsage, in SQL, which a spec compares. */
export const USAGE_THRESHOLDS: DocumentedView = {
  name: 'usage_thresholds',
  sql: `
    with billed as (
      select request.client, request.solution, solution.dsr, solution.is_depositing, request.window_code,
        request.installed_at_ms, request.balance_deposited_at_ms, request.obstacle, billing.unit,
        case when solution.dsr = 'LGC' then request.state -> 'balanceUnits' ? billing.unit
          else jsonb_array_length(request.state -> 'balanceUnits') > 0 end as is_in_balance
      from sons_request request
      join reference_sons_solution solution using (solution)
      cross join lateral (
        select doctor.unit from jsonb_array_elements_text(request.state -> 'units') as doctor (unit)
        where solution.dsr = 'LGC'
        union all
        select request.client
        where solution.dsr <> 'LGC' and jsonb_array_length(request.state -> 'units') > 0
      ) billing
    ),
    judged as (
      select billed.*,
        case when not is_depositing then 'not_applicable'
          when installed_at_ms is null then 'not_installed'
          when not is_in_balance then 'balance_not_deposited' end as blocked
      from billed
    ),
    counted as (
      select judged.client, judged.solution, judged.unit,
        least(${DOCUMENTS_MAX}, count(document.at_ms))::integer as documents
      from judged
      join sons_usage usage on usage.client = judged.client and usage.solution = judged.solution
        and (judged.dsr <> 'LGC' or usage.unit = judged.unit)
      cross join lateral unnest(usage.from_installation) as document (at_ms)
      where judged.blocked is null and document.at_ms >= judged.installed_at_ms
        and document.at_ms <= coalesce(judged.balance_deposited_at_ms, document.at_ms)
      group by judged.client, judged.solution, judged.unit
    ),
    parameter as (
      select max(value) filter (where parameter = 'threshold')::integer as threshold,
        max(value) filter (where parameter = 'calendarVersion') as calendar_version
      from reference_sons_parameter
    ),
    rule as (
      select distinct on (window_code) window_code, version
      from reference_sons_rule order by window_code, known_at desc
    )
    select judged.client, judged.unit, solution.editor, solution.software, solution.code as solution,
      solution.version as solution_version, solution.dsr, solution.couloir,
      coalesce(counted.documents, 0) as documents,
      coalesce(counted.documents, 0) = ${DOCUMENTS_MAX} as is_capped, parameter.threshold,
      case when judged.blocked is null then instant_of_ms(judged.installed_at_ms) end as window_from,
      case when judged.blocked is null then instant_of_ms(judged.balance_deposited_at_ms) end as window_to,
      coalesce(counted.documents, 0) - parameter.threshold as distance,
      coalesce(judged.blocked,
        case when coalesce(counted.documents, 0) < parameter.threshold then 'below' else 'met' end) as verdict,
      case when judged.blocked is null and coalesce(counted.documents, 0) < parameter.threshold
        then coalesce(judged.obstacle, 'not reported') end as cause,
      rule.version as rule_version, parameter.calendar_version
    from judged
    join reference_sons_solution solution using (solution)
    left join counted using (client, solution, unit)
    left join rule using (window_code)
    cross join parameter`,
  comment:
    'Whether each billing unit of a SONS request reached the documents that its balance depends on, with the default parameters (reference_sons_parameter; most are assumed). Simulated data, fictitious editors.',
  columns: {
    client: 'StructIdNat of the client.',
    unit: 'Who is billed: PSIdNat of the doctor for LGC, the client elsewhere.',
    editor: 'Editor of the ordered solution; a fictitious name.',
    software: 'Software of the editor.',
    solution: 'Code of the ordered solution. Only documents deposited with it count.',
    solution_version: 'Version of the specification that the solution is referenced for.',
    dsr: 'DSR the solution is referenced for.',
    couloir: 'hospital, city, pharmacy, radiology, biology or social.',
    documents: `Accepted, distinct DMP documents inside the window, at most ${DOCUMENTS_MAX}; 0 where nothing is counted.`,
    is_capped: `True when there may be more than ${DOCUMENTS_MAX}.`,
    threshold: 'Documents to reach.',
    window_from: 'First instant of the window, inclusive: the installation.',
    window_to: 'Last instant of the window, inclusive: the last deposit of the balance.',
    distance: 'documents - threshold: negative below.',
    verdict:
      'met, below, not_applicable (the DSR deposits nothing; assumed), not_installed or balance_not_deposited.',
    cause:
      'Obstacle that the field team reported for a unit that is below; "not reported" when none was.',
    rule_version: 'Latest known version of the rules of the ordering window.',
    calendar_version: 'Version of the calendar of rules as a whole.',
  },
};
