import {
  FORMATS,
  FORMAT_NAMES,
  formatNamed,
  type Format,
  type Language,
  type View,
} from '#libs/exports';
import { INDICATOR_NAMES, type IndicatorName, type QueryFault } from '#libs/figures';
import { BadInvocationError } from '#libs/platform';

/** The options of `mes metrics` as they came. */
export interface MetricsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly where?: readonly string[];
  readonly format?: string;
  readonly view?: string;
  readonly lang?: string;
  readonly outFile?: string;
}

/** What `mes metrics` is asked for. */
export interface MetricsRequest {
  /** Undefined: the overview, volumes and rates. */
  readonly indicator: IndicatorName | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Undefined: a table for a person. */
  readonly format: Format | undefined;
  readonly view: View;
  readonly language: Language;
  /** Undefined: standard output. */
  readonly outFile: string | undefined;
}

/** An option or argument that cannot be answered, with what was expected and what came. */
export interface InvocationFault {
  readonly option: string;
  readonly reason: string;
}

const TABLE = 'table';
/** Parameters with an option of their own; any other is a `--where`. */
const OWN_OPTIONS = ['from', 'to', 'by'] as const;
/** Forms that hold the overview, which is two tables. */
const OVERVIEW_FORMATS = [TABLE, 'json'];

/** Reads the command line to its end: every fault of it, and a request that is good when there is none. */
export function readMetricsRequest(
  names: readonly string[],
  options: MetricsOptions,
): { readonly request: MetricsRequest; readonly faults: readonly InvocationFault[] } {
  const faults: InvocationFault[] = [];
  const oneOf = <T extends string>(
    option: string,
    text: string | undefined,
    accepted: readonly T[],
    standard: T | undefined,
  ): T | undefined => {
    const found = accepted.find((one) => one === text);
    if (text !== undefined && found === undefined) {
      faults.push({ option, reason: `expected one of ${accepted.join(', ')}; came "${text}"` });
    }
    return found ?? standard;
  };
  const indicator = oneOf('indicator', names[0], INDICATOR_NAMES, undefined);
  if (names.length > 1) {
    faults.push({ option: 'indicator', reason: `expected at most one; came ${names.join(' ')}` });
  }
  const format = oneOf('--format', options.format, [TABLE, ...FORMAT_NAMES], TABLE);
  const view = oneOf<View>('--view', options.view, ['public', 'owner'], 'owner');
  const language = oneOf<Language>('--lang', options.lang, ['fr', 'en'], 'en');
  if (names.length === 0) faults.push(...overviewFaults(options, format));
  return {
    request: {
      indicator,
      parameters: parametersOf(options, faults),
      format: formatNamed(format ?? TABLE),
      view: view ?? 'owner',
      language: language ?? 'en',
      outFile: options.outFile,
    },
    faults,
  };
}

/** The overview takes months alone: its two indicators share no other parameter. */
function overviewFaults(options: MetricsOptions, format = TABLE): InvocationFault[] {
  const faults: InvocationFault[] = [];
  const expected = `expected an indicator with it, one of ${INDICATOR_NAMES.join(', ')}`;
  if (options.by !== undefined) {
    faults.push({ option: '--by', reason: `${expected}; came "${options.by}" alone` });
  }
  for (const text of options.where ?? []) {
    faults.push({ option: '--where', reason: `${expected}; came "${text}" alone` });
  }
  if (!OVERVIEW_FORMATS.includes(format)) {
    faults.push({ option: '--format', reason: `${expected}; came "${format}" alone` });
  }
  return faults;
}

function parametersOf(
  options: MetricsOptions,
  faults: InvocationFault[],
): Readonly<Record<string, readonly string[]>> {
  const parameters = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  };
  for (const name of OWN_OPTIONS) {
    const value = options[name];
    if (value !== undefined) add(name, value);
  }
  for (const text of options.where ?? []) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      faults.push({ option: '--where', reason: `expected name=value; came "${text}"` });
    } else add(name, value);
  }
  return Object.fromEntries(parameters);
}

/** Faults of a query as those of the options that gave it. */
export function optionFaults(faults: readonly QueryFault[]): InvocationFault[] {
  return faults.map(({ parameter, reason, accepted = [] }) => ({
    option: OWN_OPTIONS.some((name) => name === parameter)
      ? `--${parameter}`
      : `--where ${parameter}=`,
    reason: accepted.length === 0 ? reason.en : `${reason.en}. Accepted: ${accepted.join(', ')}`,
  }));
}

/** All faults in one message, a line each. */
export function invocationError(faults: readonly InvocationFault[]): BadInvocationError {
  const lines = faults.map(({ option, reason }) => `${option}: ${reason}`);
  return new BadInvocationError(lines.join('\n'));
}

/** For the help: every form with its name. */
export const FORMAT_HELP = `${TABLE} (default), ${FORMATS.map(({ name }) => name).join(', ')}`;
