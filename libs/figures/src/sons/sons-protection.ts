import { protectedEditors, type EditorBreakdown, type ProtectedEditors } from '#libs/indicators';
import { SONS_SOLUTIONS } from '#libs/reference';
import { sonsCodeOf, type SonsDimension } from './sons-dimensions.js';

/** What one client did with one solution: a row of what is protected. */
export interface ProtectedAmounts {
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  /** Whole numbers: cents, or units of each verdict. */
  readonly amounts: readonly number[];
}

/** Decides which groups of a breakdown the public view may show. */
export class SonsProtection {
  readonly #editors: ProtectedEditors;

  constructor(rows: readonly ProtectedAmounts[]) {
    this.#editors = protectedEditors(
      rows.map(({ client, solution, amounts }) => ({
        couloir: SONS_SOLUTIONS[solution]?.couloir ?? '',
        editor: sonsCodeOf('editor', solution),
        client,
        amounts,
      })),
    );
  }

  /** Whether a group must not be shown; one without any amount says nothing of anybody. */
  isHidden(by: readonly SonsDimension[], key: readonly string[]): boolean {
    // The public nodes are the lattice's: their names are the dimensions in the same order.
    const breakdown = (by.length === 0 ? 'total' : by.join('-')) as EditorBreakdown;
    const found = this.#editors.at(breakdown, ...key);
    return found !== undefined && found.status !== 'shown';
  }
}

/** Keeps what is made of an object for as long as the object lives. */
export function keptFor<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const kept = new WeakMap<K, { readonly value: T }>();
  return (of) => {
    const found = kept.get(of);
    if (found !== undefined) return found.value;
    const value = make(of);
    kept.set(of, { value });
    return value;
  };
}
