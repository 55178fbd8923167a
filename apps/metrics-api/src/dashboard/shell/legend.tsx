import type { VNode } from 'preact';

export interface LegendItem {
  readonly label: string;
  /** Class of its swatch: `series-1`, `sequence-3`, `suppressed`, `missing`. */
  readonly swatch: string;
}

/** Names what the colours of a chart stand for, in their order. */
export function Legend({ items }: { readonly items: readonly LegendItem[] }): VNode {
  return (
    <ul class="legend">
      {items.map(({ label, swatch }) => (
        <li>
          <span class={`swatch ${swatch}`} aria-hidden="true" /> {label}
        </li>
      ))}
    </ul>
  );
}
