import type { Text } from '#libs/exports';
import type { VNode } from 'preact';
import { labelOf } from '../shell/labels.js';
import { OwnersView } from '../shell/owners-view.js';
import type { PageContext } from '../shell/page-context.js';
import { dayText, type AskedDays } from './asked-day.js';
import type { ChangedCell } from './changed-cells.js';

/** Where figures changed between two days, or why that cannot be told. */
export type Changes =
  | { readonly kind: 'cells'; readonly cells: readonly ChangedCell[] }
  /** The public view: a difference of two states would tell of a few patients. */
  | { readonly kind: 'owners' }
  | { readonly kind: 'lost'; readonly reason: Text };

interface ChangesPanelProps {
  readonly page: PageContext;
  readonly asked: AskedDays;
  readonly changes: Changes;
}

/** What changed in between, by month and couloir. */
export function ChangesPanel({ page, asked, changes }: ChangesPanelProps): VNode {
  return (
    <section class="panel" aria-labelledby="changes">
      <h2 id="changes">{titleOf(page, changes)}</h2>
      {changes.kind === 'owners' && (
        <p class="note">
          {page.t({
            fr: 'La vue publique ne montre d’un autre jour que le chiffre national : la différence entre deux états d’une même ventilation donnerait des cellules de quelques patients.',
            en: 'Of another day the public view shows the national figure alone: the difference of two states of one breakdown would give cells of a few patients.',
          })}{' '}
          <OwnersView page={page} command={commandOf(asked)} />
        </p>
      )}
      {changes.kind === 'lost' && <p class="note">{page.t(changes.reason)}.</p>}
      {changes.kind === 'cells' && changes.cells.length > 0 && (
        <ChangesTable page={page} asked={asked} cells={changes.cells} />
      )}
    </section>
  );
}

function commandOf({ then }: AskedDays): string {
  return `npm run mes -- metrics volumes --by couloir --where known_on=${then.day}`;
}

function titleOf(page: PageContext, changes: Changes): string {
  if (changes.kind !== 'cells') {
    return page.t({
      fr: 'Où les chiffres ont changé n’est pas montré ici',
      en: 'Where figures changed is not shown here',
    });
  }
  const { cells } = changes;
  if (cells.length === 0) {
    return page.t({
      fr: 'Aucun couloir n’a changé, dans aucun mois publié',
      en: 'No couloir has changed, in any published month',
    });
  }
  const sum = cells.reduce((total, { then, until }) => total + until - then, 0);
  const [largest] = cells.toSorted(
    (a, b) => Math.abs(b.until - b.then) - Math.abs(a.until - a.then),
  );
  const couloir = labelOf(page, 'couloir', largest?.couloir ?? '');
  const month = page.format.month(largest?.month ?? '');
  const change = signed(page, sum);
  return page.t({
    fr: `${change} documents dans les mois publiés ; le plus grand écart : ${couloir}, ${month}`,
    en: `${change} documents in the published months; the largest change: ${couloir}, ${month}`,
  });
}

function ChangesTable({
  page,
  asked,
  cells,
}: {
  readonly page: PageContext;
  readonly asked: AskedDays;
  readonly cells: readonly ChangedCell[];
}): VNode {
  const [day, later] = [dayText(page, asked.then), dayText(page, asked.until)];
  const caption = page.t({
    fr: `Documents par mois et couloir : ce qui a changé entre le ${day} et ${asked.until ? `le ${later}` : later}`,
    en: `Documents by month and couloir: what changed between ${day} and ${later}`,
  });
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table data-sortable={page.language}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{page.t({ fr: 'Mois', en: 'Month' })}</th>
            <th scope="col">{page.t({ fr: 'Couloir', en: 'Couloir' })}</th>
            <th scope="col" class="number">
              {page.t({ fr: 'Connu ce jour-là', en: 'Known that day' })}
            </th>
            <th scope="col" class="number">
              {later}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Écart', en: 'Difference' })}
            </th>
          </tr>
        </thead>
        <tbody>
          {cells.map(({ month, couloir, then, until }) => (
            <tr>
              <th scope="row">{page.format.month(month)}</th>
              <td>{labelOf(page, 'couloir', couloir)}</td>
              <td class="number" data-value={then}>
                {page.format.integer(then)}
              </td>
              <td class="number" data-value={until}>
                {page.format.integer(until)}
              </td>
              <td class="number" data-value={until - then}>
                {signed(page, until - then)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function signed(page: PageContext, value: number): string {
  const text = page.format.integer(Math.abs(value));
  return value === 0 ? text : `${value > 0 ? '+' : '−'}${text}`;
}
