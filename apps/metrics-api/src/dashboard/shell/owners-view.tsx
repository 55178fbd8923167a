import type { VNode } from 'preact';
import type { PageContext } from './page-context.js';

/** Where whoever may see everything finds what the public view does not show. */
export function OwnersView({
  page,
  command,
}: {
  readonly page: PageContext;
  /** What the owner types in a terminal. */
  readonly command: string;
}): VNode {
  return (
    <>
      {page.t({
        fr: 'Le propriétaire des données les voit par ',
        en: 'The owner of the data sees them by ',
      })}
      <code>{command}</code>
      {page.t({ fr: ', ou sur ', en: ', or on ' })}
      <a href={page.inOwnersView()}>
        {page.t({ fr: 'cette page dans sa vue', en: 'this page in the owner’s view' })}
      </a>
      .
    </>
  );
}
