import type { ComponentChildren, VNode } from 'preact';
import type { PageContext } from './page-context.js';

/** A form that asks the page again: works without script, keeps language and view. */
export function Filters({
  page,
  label,
  children,
}: {
  readonly page: PageContext;
  /** What the form is for. */
  readonly label: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <form class="filters" method="get" action={page.path} aria-label={label}>
      {page.language !== 'fr' && <input type="hidden" name="lang" value={page.language} />}
      {page.view !== 'public' && <input type="hidden" name="view" value={page.view} />}
      {children}
      <button type="submit">{page.t({ fr: 'Afficher', en: 'Show' })}</button>
    </form>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of several. */
export function Select({
  name,
  label,
  choices,
  chosen,
}: {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string;
}): VNode {
  return (
    <p class="field">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        {choices.map(({ value, label: text }) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}
