import type { Table } from '#libs/exports';
import type { VNode } from 'preact';
import { OwnersView } from './owners-view.js';
import type { PageContext } from './page-context.js';

/**
 * In the public view, how much of a page is suppressed, why, and where its owner sees it; nothing where
 * all is shown. A page of mostly `s` would otherwise look broken.
 */
export function HiddenRows({
  page,
  tables,
}: {
  readonly page: PageContext;
  /** Those of the page's figures. */
  readonly tables: readonly Table[];
}): VNode | null {
  const hiddenIn = ({ statuses }: Table): number =>
    statuses.filter((status) => status === 's').length;
  const [most] = tables.toSorted((a, b) => hiddenIn(b) - hiddenIn(a));
  const hidden = tables.reduce((sum, table) => sum + hiddenIn(table), 0);
  if (page.view === 'owner' || most === undefined || hidden === 0) return null;
  const all = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  const [part, whole] = [page.format.integer(hidden), page.format.integer(all)];
  return (
    <p class="hidden-rows">
      <strong>
        {page.t({
          fr: `${part} des ${whole} lignes de cette page sont sous secret statistique (s)`,
          en: `${part} of the ${whole} rows of this page are suppressed for confidentiality (s)`,
        })}
      </strong>
      {page.t({
        fr: ' : trop peu de patients ou d’entreprises s’y trouvent, ce qui est fréquent dans une petite simulation, ou elles en trahiraient une autre ; les totaux qui peuvent être montrés le sont. ',
        en: ': too few patients or enterprises are in them, as is common in a small run, or they would give another one away; totals that can be shown are shown. ',
      })}
      <OwnersView page={page} command={`npm run mes -- metrics ${most.name}`} />
    </p>
  );
}
