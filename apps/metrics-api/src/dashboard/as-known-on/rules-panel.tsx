import type { RuleVersion, SonsWindow } from '#libs/sons-rules';
import type { VNode } from 'preact';
import { labelOf } from '../shell/labels.js';
import type { PageContext } from '../shell/page-context.js';
import { dayText, type AskedDays } from './asked-day.js';
import { knownRules } from './known-rules.js';

/** Rules of the SONS on both days. */
export function RulesPanel({
  page,
  asked,
}: {
  readonly page: PageContext;
  readonly asked: AskedDays;
}): VNode {
  const rules = knownRules(asked.then.lastMs, asked.until?.lastMs);
  const later = dayText(page, asked.until);
  const moved = rules.filter(({ then, now }) => then?.version !== now?.version).length;
  const caption = page.t({
    fr: 'Règles du SONS connues ce jour-là, par fenêtre de commande',
    en: 'Rules of the SONS known that day, by ordering window',
  });
  return (
    <section class="panel" aria-labelledby="rules">
      <h2 id="rules">
        {moved === 0
          ? page.t({
              fr: `Les règles du SONS étaient déjà celles connues ${asked.until === undefined ? 'aujourd’hui' : `le ${later}`}`,
              en: `The rules of the SONS were those known ${asked.until === undefined ? 'today' : `on ${later}`} already`,
            })
          : page.t({
              fr: `Les règles du SONS étaient autres pour ${moved} fenêtres sur ${rules.length}`,
              en: `The rules of the SONS were others for ${moved} of ${rules.length} windows`,
            })}
      </h2>
      <p class="note">
        {page.t({
          fr: 'Les échéances ont été déplacées pendant que des commandes étaient ouvertes. Une échéance est un instant, heure de Paris, exclu : à 14:00:00 il est trop tard pour 14:00.',
          en: 'Deadlines were moved while orders were open. A deadline is an instant, Europe/Paris, exclusive: at 14:00:00 it is too late for 14:00.',
        })}
      </p>
      <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{page.t({ fr: 'Fenêtre', en: 'Window' })}</th>
              <th scope="col">{page.t({ fr: 'Version connue', en: 'Version known' })}</th>
              <th scope="col">{page.t({ fr: 'Commande', en: 'Order' })}</th>
              <th scope="col">{page.t({ fr: 'Installation', en: 'Installation' })}</th>
              <th scope="col">{page.t({ fr: 'Dépôt du solde', en: 'Deposit of the balance' })}</th>
              <th scope="col">
                {page.t({
                  fr: `Version connue ${asked.until === undefined ? 'aujourd’hui' : `le ${later}`}`,
                  en: `Version known ${asked.until === undefined ? 'today' : `on ${later}`}`,
                })}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ window, then, now }) => (
              <tr>
                <th scope="row">{windowText(page, window)}</th>
                <td class="code">
                  {then ? <code>{then.version}</code> : page.t({ fr: 'aucune', en: 'none' })}
                  {then?.assumed && (
                    <small class="row-note">
                      {page.t({ fr: 'en partie supposée', en: 'partly assumed' })}
                    </small>
                  )}
                </td>
                <td>{then ? orderText(page, then) : '–'}</td>
                <td>{deadlineText(page, then?.installedBeforeMs)}</td>
                <td>{deadlineText(page, then?.balanceDepositedBeforeMs)}</td>
                <td>
                  {now === undefined || now.version === then?.version ? (
                    page.t({ fr: 'la même', en: 'the same' })
                  ) : (
                    <span class="state warn">{now.version}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function windowText(page: PageContext, { couloir, wave }: SonsWindow): string {
  const name = labelOf(page, 'couloir', couloir);
  return page.t({ fr: `${name}, vague ${wave}`, en: `${name}, wave ${wave}` });
}

/** Signature by the client and deposit by the editor are two instants. */
function orderText(page: PageContext, rule: RuleVersion): string {
  const { orderSignedBeforeMs, orderDepositedBeforeMs } = rule;
  if (orderSignedBeforeMs !== null) {
    const at = deadlineText(page, orderSignedBeforeMs);
    return page.t({ fr: `signée avant le ${at}`, en: `signed before ${at}` });
  }
  if (orderDepositedBeforeMs === null) return '–';
  const at = deadlineText(page, orderDepositedBeforeMs);
  return page.t({ fr: `déposée avant le ${at}`, en: `deposited before ${at}` });
}

function deadlineText(page: PageContext, beforeMs: number | null | undefined): string {
  return beforeMs == null ? '–' : page.format.instant(new Date(beforeMs).toISOString());
}
