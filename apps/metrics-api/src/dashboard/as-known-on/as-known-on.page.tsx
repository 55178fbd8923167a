import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { dayText, type AskedDays } from './asked-day.js';
import { ChangesPanel, type Changes } from './changes-panel.js';
import { DayForm } from './day-form.js';
import { knownMonths } from './known-months.js';
import { MonthsFigure } from './months-figure.js';
import { RulesPanel } from './rules-panel.js';

export interface AsKnownOnContent {
  readonly asked: AskedDays;
  /** Months as published by the end of the first day. */
  readonly then: Answer;
  /** Months as published by the end of the second day, or as they stand. */
  readonly until: Answer;
  /** Months as they stand. */
  readonly now: Answer;
  /** What changed in between, by couloir. */
  readonly changes: Changes;
}

/** What was known on a day, beside what was known on a later one or is known today. */
export function asKnownOnPage(page: PageContext, content: AsKnownOnContent): VNode {
  const { asked, then, until, now, changes } = content;
  const [day, later] = [dayText(page, asked.then), dayText(page, asked.until)];
  return (
    <Page
      page={page}
      title={page.t({ fr: `Connu le ${day}`, en: `As known on ${day}` })}
      lead={page.t({
        fr: `Un chiffre publié peut être révisé : des dépôts arrivent après la clôture du mois. Cette page montre ce qu’un lecteur pouvait savoir ce jour-là, et ce qui a changé ${asked.until === undefined ? 'depuis' : `jusqu’au ${later}`} ; les règles du SONS aussi ont changé en route.`,
        en: `A published figure may be revised: deposits arrive after the month was closed. This page shows what a reader could know on that day, and what has changed ${asked.until === undefined ? 'since' : `by ${later}`}; the rules of the SONS changed on the way too.`,
      })}
      provenance={now.table.provenance}
      tables={[then.table, until.table]}
    >
      <DayForm page={page} asked={asked} now={now} />
      <MonthsFigure
        page={page}
        asked={asked}
        then={then}
        months={knownMonths(then.table, until.table)}
      />
      <ChangesPanel page={page} asked={asked} changes={changes} />
      <RulesPanel page={page} asked={asked} />
    </Page>
  );
}
