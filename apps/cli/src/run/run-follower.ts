import type { RunProgressFigures } from '#libs/store';

/** Who is told how a run goes on, and may end it. */
export interface RunFollower {
  /** Called about once a second. */
  onProgress(figures: RunProgressFigures): Promise<void>;
  /** Asked between two waves of units: true ends the emission there. */
  isCancelRequested(): Promise<boolean>;
}
