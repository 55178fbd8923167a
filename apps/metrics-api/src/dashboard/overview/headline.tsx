import type { IndicatorName } from '#libs/figures';
import type { ComponentChildren, VNode } from 'preact';
import type { PageContext } from '../shell/page-context.js';

export interface HeadlineProps {
  readonly page: PageContext;
  readonly title: string;
  readonly value: ComponentChildren;
  /** What the figure covers and what divides it. */
  readonly children: ComponentChildren;
  readonly indicator: IndicatorName;
  /** Page that has the whole figure, and what it is called. */
  readonly more: { readonly path: string; readonly label: string };
}

/** One figure with what it takes to read it, its page and its definition. */
export function Headline({ page, title, value, children, indicator, more }: HeadlineProps): VNode {
  return (
    <article class="headline">
      <h2>{title}</h2>
      <p class="value">{value}</p>
      <p>{children}</p>
      <p>
        <a href={page.href(more.path)}>{more.label}</a>
        {' · '}
        <a href={page.href(`/definitions#${indicator}`)}>
          {page.t({ fr: 'Définition', en: 'Definition' })}
          <span class="hidden">{page.t({ fr: ` : ${title}`, en: `: ${title}` })}</span>
        </a>
      </p>
    </article>
  );
}
