/** Where a figure comes from. Every figure of this lib carries it. */
export interface Sourced {
  /** The publication, or the reasoning behind an assumption. */
  readonly source: string;
  /** True when no publication gives the figure. */
  readonly assumed: boolean;
}
