import { DSRS, EDITORS, SONS_SOLUTIONS } from '#libs/reference';
import { CALENDAR_VERSION, RULE_VERSIONS, SONS_WINDOWS, USAGE_PARAMETERS } from '#libs/sons-rules';

/** Rows of reference_sons_solution. */
export function sonsSolutionRows(): object[] {
  const notDepositing = new Set<string>(
    DSRS.filter(({ isDepositing }) => !isDepositing).map(({ code }) => code),
  );
  return SONS_SOLUTIONS.map((solution) => ({
    solution: solution.index,
    code: solution.code,
    name: solution.name,
    version: solution.version,
    dsr: solution.dsr,
    couloir: solution.couloir,
    software: solution.software,
    editor: EDITORS[solution.editor]?.name,
    is_financed: solution.isFinanced,
    is_depositing: !notDepositing.has(solution.dsr),
    referenced_at: new Date(solution.referencedAtMs),
    source: solution.source,
    assumed: solution.assumed,
  }));
}

/** Rows of reference_sons_window. */
export function sonsWindowRows(): object[] {
  return SONS_WINDOWS.map((window) => ({
    window_code: window.code,
    label: window.label,
    couloir: window.couloir,
    wave: window.wave,
    dsrs: window.dsrs,
    opens_at: new Date(window.opensAtMs),
    source: window.source,
    assumed: window.assumed,
  }));
}

/** Rows of reference_sons_rule. */
export function sonsRuleRows(): object[] {
  return RULE_VERSIONS.map((rule) => ({
    version: rule.version,
    window_code: rule.window,
    known_at: new Date(rule.knownAtMs),
    effective_at: new Date(rule.effectiveAtMs),
    order_signed_before: instantOf(rule.orderSignedBeforeMs),
    order_deposited_before: instantOf(rule.orderDepositedBeforeMs),
    installed_before: instantOf(rule.installedBeforeMs),
    balance_deposited_before: instantOf(rule.balanceDepositedBeforeMs),
    source: rule.source,
    assumed: rule.assumed,
    note: rule.note,
  }));
}

/** Rows of reference_sons_parameter: the usage condition, and the version of the calendar. */
export function sonsParameterRows(): object[] {
  const calendar = {
    parameter: 'calendarVersion',
    value: CALENDAR_VERSION,
    note: 'the calendar of rules as a whole; see reference_sons_rule',
    source: 'this program',
    assumed: false,
  };
  const usage = USAGE_PARAMETERS.map(({ name, value, note, source, assumed }) => ({
    parameter: name,
    value,
    note,
    source,
    assumed,
  }));
  return [...usage, calendar];
}

function instantOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
