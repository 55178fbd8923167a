import type { VolumeDimension } from './dimensions.js';

/**
 * The breakdowns that the public view answers, beside the month or the year: nodes of one lattice, over
 * which suppression is decided together. See docs/decisions/0021-figures.md.
 */
export const PUBLIC_NODES: readonly (readonly VolumeDimension[])[] = [
  [],
  ['couloir'],
  ['region'],
  ['department'],
  ['couloir', 'region'],
  ['couloir', 'department'],
  ['solution'],
  ['editor'],
  ['couloir', 'editor'],
  ['type'],
];

/** The node of a breakdown; undefined when it is not published. */
export function nodeOf(by: readonly VolumeDimension[]): readonly VolumeDimension[] | undefined {
  return PUBLIC_NODES.find(
    (node) => node.length === by.length && node.every((name) => by.includes(name)),
  );
}

/** As a fault lists them. */
export function publicNodeNames(): string[] {
  return PUBLIC_NODES.map((node) => ['month', ...node].join(','));
}
