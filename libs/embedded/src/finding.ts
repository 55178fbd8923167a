/** One thing that a run may need, and whether this machine has it. */
export interface Probe {
  readonly name: string;
  readonly ok: boolean;
  /** False: the way that a start would take does without it. */
  readonly isRequired: boolean;
  readonly found: string;
  readonly expected: string;
  readonly howToGet: string;
}

/** What was found, before it is known whether it is needed. */
export type Finding = Omit<Probe, 'isRequired'>;
