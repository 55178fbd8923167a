import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Suppressed } from '../shell/data-table.js';
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
  const [row] = answer === undefined ? [] : rowsOf(answer.table);
  const requests = row?.number('requests') ?? 0;
  const paid = row?.number('total_euros') ?? null;
  const hasOrders = row !== undefined && (row.isSuppressed || requests > 0);
  return (
    <Headline
      page={page}
      title={page.t({ fr: 'Versements SONS aux éditeurs', en: 'SONS payouts to editors' })}
      value={<Paid page={page} paid={paid} hasOrders={hasOrders} />}
      indicator="payouts"
      more={{ path: '/editors', label: page.t({ fr: 'Éditeurs et SONS', en: 'Editors and SONS' }) }}
    >
      {hasOrders
        ? page.t({
            fr: `payés TTC, avances et soldes, pour ${page.format.integer(requests)} commandes`,
            en: `paid with tax, advances and balances, for ${page.format.integer(requests)} orders`,
          })
        : page.t({
            fr: 'Aucune simulation SONS : npm run mes -- simulate sons-wave-1',
            en: 'No SONS run: npm run mes -- simulate sons-wave-1',
          })}
    </Headline>
  );
}

interface PaidProps {
  readonly page: PageContext;
  readonly paid: number | null;
  readonly hasOrders: boolean;
}

function Paid({ page, paid, hasOrders }: PaidProps): VNode {
  if (!hasOrders) return <>–</>;
  return paid === null ? <Suppressed page={page} /> : <>{page.format.euros(paid)}</>;
}
