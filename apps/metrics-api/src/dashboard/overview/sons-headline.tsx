import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf } from '../shell/table-rows.js';
import { Headline } from './headline.js';

/** What the State has paid to editors, as far as it is simulated here. */
export function SonsHeadline({
  page,
  answer,
}: {
  readonly page: PageContext;
  readonly answer: Answer | undefined;
}): VNode {
  const rows = answer === undefined ? [] : rowsOf(answer.table);
  const shown = rows.filter((row) => !row.isSuppressed);
  const paid = shown.reduce((sum, row) => sum + (row.number('total_euros') ?? 0), 0);
  const hidden = rows.length - shown.length;
  return (
    <Headline
      page={page}
      title={page.t({ fr: 'Versements SONS aux éditeurs', en: 'SONS payouts to editors' })}
      value={rows.length === 0 ? '–' : page.format.euros(paid)}
      indicator="payouts"
      more={{ path: '/editors', label: page.t({ fr: 'Éditeurs et SONS', en: 'Editors and SONS' }) }}
    >
      {rows.length === 0
        ? page.t({
            fr: 'Aucune simulation SONS : npm run mes -- simulate sons-wave-1',
            en: 'No SONS run: npm run mes -- simulate sons-wave-1',
          })
        : page.t({
            fr: `somme des ${page.format.integer(shown.length)} lignes montrées ; ${page.format.integer(hidden)} sous secret statistique`,
            en: `sum of the ${page.format.integer(shown.length)} rows shown; ${page.format.integer(hidden)} suppressed`,
          })}
    </Headline>
  );
}
