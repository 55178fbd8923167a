/** One thing wrong in a scenario file, and where. Lines and columns start at 1. */
export interface ScenarioFault {
  readonly line: number;
  readonly column: number;
  /** Keys from the top of the file, such as `dmp.documents.months[0].total`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly came: string;
  /** The nearest known name, when what came looks like a slip of the pen. */
  readonly hint?: string;
}

/** What a command ends with when it was asked for something that cannot be; nothing was changed. */
const BAD_INVOCATION = 2;

/** A scenario file with faults: the message holds all of them, one a line, so that one pass mends the file. */
export class ScenarioInvalidError extends Error {
  override readonly name = 'ScenarioInvalidError';
  readonly exitCode = BAD_INVOCATION;

  constructor(
    readonly file: string,
    readonly faults: readonly ScenarioFault[],
  ) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super(
      [
        `scenario file ${file}: ${count}`,
        ...faults.map((fault) => `  ${describeFault(file, fault)}`),
        'The format is described in docs/scenarios.md and docs/scenario.schema.json.',
      ].join('\n'),
    );
  }
}

/** A name that no built-in scenario has. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';
  readonly exitCode = BAD_INVOCATION;

  /**
   * @param given what was asked for
   * @param known names of the built-in scenarios
   * @param nearest the known name it resembles, if any
   */
  constructor(
    readonly given: string,
    readonly known: readonly string[],
    readonly nearest?: string,
  ) {
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    super(
      `scenario: expected one of ${known.join(', ')}, or the path of a .yaml file; came "${given}"${hint}`,
    );
  }
}

/** A scenario file that cannot be read as a file: absent, a folder, too long, not UTF-8. */
export class ScenarioUnreadableError extends Error {
  override readonly name = 'ScenarioUnreadableError';
  readonly exitCode = BAD_INVOCATION;

  constructor(file: string, expected: string, cause: unknown) {
    const came = cause instanceof Error ? cause.message : String(cause);
    super(`scenario file ${file}: expected ${expected}, came ${came}`, { cause });
  }
}

/** A scale outside what `scaleScenario` takes. */
export class ScenarioScaleError extends Error {
  override readonly name = 'ScenarioScaleError';
  readonly exitCode = BAD_INVOCATION;

  constructor(expected: string, came: number) {
    super(`scale: ${expected}, came ${came}`);
  }
}

/** `file:line:column path: expected …, came …`, which editors and terminals turn into a link. */
function describeFault(file: string, fault: ScenarioFault): string {
  const path = fault.path === '' ? '' : ` ${fault.path}`;
  const hint = fault.hint === undefined ? '' : `; did you mean "${fault.hint}"?`;
  return `${file}:${fault.line}:${fault.column}${path}: expected ${fault.expected}, came ${fault.came}${hint}`;
}
