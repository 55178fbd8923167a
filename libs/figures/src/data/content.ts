import type { DataState } from './data-state.js';

/** Figures as of one instant. */
export interface Content {
  readonly state: DataState;
  /** Another object when the figures behind the answer may differ: answers are kept by it. */
  readonly content: object;
}
