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
  const paid = row?.number('total_euros') ?? null;
  const hasOrders = row !== undefined && (row.isSuppressed || Boolean(row.number('requests')));
  return (
    <Headline
      page={page}
      title={page.t({ fr: 'Versements SONS aux éditeurs', en: 'SONS payouts to editors' })}
      value={<Paid page={page} paid={paid} hasOrders={hasOrders} />}
      indicator="payouts"
      more={{ path: '/editors', label: page.t({ fr: 'Éditeurs et SONS', en: 'Editors and SONS' }) }}
    >
      {hasOrders ? (
        ordersText(page, row.number('requests'))
      ) : (
        <>
          {page.t({ fr: 'Aucune simulation SONS : ', en: 'No SONS run: ' })}
          <code>npm run mes -- simulate sons-wave-1</code>
        </>
      )}
    </Headline>
  );
}

/** @param requests null: suppressed, together with the amount */
function ordersText(page: PageContext, requests: number | null): string {
  if (requests === null) {
    return page.t({
      fr: 'payés TTC, avances et soldes : trop peu de clients séparent deux états pour le montrer',
      en: 'paid with tax, advances and balances: too few clients lie between two states to show it',
    });
  }
  const count = page.format.integer(requests);
  return page.t({
    fr: `payés TTC, avances et soldes, pour ${count} commandes`,
    en: `paid with tax, advances and balances, for ${count} orders`,
  });
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
