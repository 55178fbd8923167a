import type { Figures } from '#libs/figures';
import type { VNode } from 'preact';
import { ask, askIfKnown, type Answer } from '../shell/ask.js';
import { Figure, freshnessOf } from '../shell/figure.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { MonthsFigure } from './months-figure.js';
import { SystemState } from './system-state.js';
import { systemStateOf } from './system-facts.js';

/** Freshness, dead letters, duplicates, the proof of the last run, lag, and the state of the months. */
export async function qualityPage(page: PageContext, figures: Figures): Promise<VNode> {
  const months = await ask(figures, page, 'months');
  const quality = await askIfKnown(figures, page, 'quality');
  const { provenance } = (quality ?? months).table;
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Qualité des données', en: 'Data quality' })}
      lead={page.t({
        fr: 'Jusqu’à quand tout est compté, ce qui a été refusé, ce qui est arrivé deux fois, et ce que la dernière simulation a prouvé.',
        en: 'Up to when everything is counted, what was refused, what came twice, and what the last run proved.',
      })}
      provenance={provenance}
      tables={[months.table]}
    >
      <section class="panel" aria-labelledby="state-title">
        <h2 id="state-title">{page.t({ fr: 'État du système', en: 'State of the system' })}</h2>
        <SystemState page={page} state={systemStateOf(quality?.table, months.table)} />
        <p class="note">
          {page.t({ fr: 'Fraîcheur : ', en: 'Freshness: ' })}
          {freshnessOf(page, provenance)}
          {page.t({
            fr: '. « Complet jusqu’à » : chaque partition a été lue au-delà de cet instant.',
            en: '. “Complete up to”: every partition was read beyond that instant.',
          })}
        </p>
      </section>
      {quality !== undefined && <QualityFigure page={page} answer={quality} />}
      <MonthsFigure page={page} answer={months} />
    </Page>
  );
}

function QualityFigure({
  page,
  answer,
}: {
  readonly page: PageContext;
  readonly answer: Answer;
}): VNode {
  return (
    <Figure
      page={page}
      id="quality"
      title={page.t({
        fr: 'Chaque contrôle, et ce qu’il a trouvé',
        en: 'Each check, and what it found',
      })}
      answer={answer}
      isTableOpen
    />
  );
}
