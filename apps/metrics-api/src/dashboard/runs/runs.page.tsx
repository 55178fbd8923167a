import { PAGE_SCENARIOS } from '#libs/simulation';
import type { EmittedStream, StoredRun } from '#libs/store';
import type { VNode } from 'preact';
import { isOver } from '../../runs/run-events.controller.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { SCENARIO_WORDS, stateWords } from './run-words.js';

export interface RunsPageContent {
  /** The latest first. */
  readonly runs: readonly StoredRun[];
  /** The streams that the figures hold. */
  readonly known: readonly EmittedStream[];
  readonly mayStart: boolean;
}

/** The latest runs, and the form that asks for one. */
export function runsPage(page: PageContext, { runs, known, mayStart }: RunsPageContent): VNode {
  const underWay = runs.find((run) => !isOver(run) && !run.isSilent);
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Simulations', en: 'Runs' })}
      lead={page.t({
        fr: 'Chaque simulation envoie ses événements à travers un vrai Kafka, puis compare chaque cellule comptée avec ce que le générateur a produit. Une seule différence suffit à la déclarer fausse.',
        en: 'Each run sends its events through a real Kafka, then compares every counted cell with what the generator made. A single difference makes it wrong.',
      })}
    >
      {underWay !== undefined ? (
        <UnderWay page={page} run={underWay} />
      ) : mayStart ? (
        <StartForm page={page} known={known} />
      ) : (
        <NotFromHere page={page} />
      )}
      <RunsTable page={page} runs={runs} />
    </Page>
  );
}

function UnderWay({ page, run }: { readonly page: PageContext; readonly run: StoredRun }): VNode {
  return (
    <section class="panel" aria-labelledby="under-way">
      <h2 id="under-way">{page.t({ fr: 'Une simulation est en cours', en: 'A run goes on' })}</h2>
      <p>
        <a href={page.href(`/runs/${run.id}`)}>
          {page.t({
            fr: `Suivre ${run.scenario}, graine ${run.seed}`,
            en: `Follow ${run.scenario}, seed ${run.seed}`,
          })}
        </a>
        {'. '}
        {page.t({
          fr: 'La suivante pourra être demandée à sa fin : deux à la fois se compteraient l’une dans l’autre.',
          en: 'The next one can be asked for at its end: two at a time would count into each other.',
        })}
      </p>
    </section>
  );
}

function NotFromHere({ page }: { readonly page: PageContext }): VNode {
  return (
    <section class="panel" aria-labelledby="not-from-here">
      <h2 id="not-from-here">{page.t({ fr: 'Lancer une simulation', en: 'Start a run' })}</h2>
      <p>
        {page.t({
          fr: 'Ce service n’en lance pas (MES_RUNS_FROM_PAGE). Dans un terminal :',
          en: 'This service starts none (MES_RUNS_FROM_PAGE). In a terminal:',
        })}{' '}
        <code>npm run mes -- simulate national-december-2023 --scale 0.01</code>
      </p>
    </section>
  );
}

interface StartFormProps {
  readonly page: PageContext;
  readonly known: readonly EmittedStream[];
}

/** Works without a script: a form, and the answer is the page of the run. */
function StartForm({ page, known }: StartFormProps): VNode {
  const sons = known.find(({ hasSons }) => hasSons);
  return (
    <section class="panel" aria-labelledby="start">
      <h2 id="start">{page.t({ fr: 'Lancer une petite simulation', en: 'Start a small run' })}</h2>
      <p class="note">{streamsNote(page, known, sons)}</p>
      <form class="run-form" method="post" action={page.href('/runs')}>
        <p class="field">
          <label for="run-scenario">{page.t({ fr: 'Scénario', en: 'Scenario' })}</label>
          <select id="run-scenario" name="scenario" aria-describedby="run-scales">
            {PAGE_SCENARIOS.map(({ name }) => (
              <option value={name} selected={name === (sons ? 'sons-wave-1' : 'smoke')}>
                {scenarioText(page, name)}
              </option>
            ))}
          </select>
        </p>
        <p class="field">
          <label for="run-scale">
            {page.t({ fr: 'Échelle (vide : proposée)', en: 'Scale (empty: proposed)' })}
          </label>
          <input
            id="run-scale"
            type="text"
            name="scale"
            inputmode="decimal"
            size={12}
            autocomplete="off"
            aria-describedby="run-scales"
          />
        </p>
        <p class="field">
          <label for="run-seed">
            {page.t({ fr: 'Graine (vide : tirée au sort)', en: 'Seed (empty: drawn)' })}
          </label>
          <input
            id="run-seed"
            type="text"
            name="seed"
            inputmode="numeric"
            size={12}
            autocomplete="off"
            aria-describedby="run-seeds"
          />
        </p>
        <p class="field">
          <button type="submit">{page.t({ fr: 'Lancer', en: 'Start' })}</button>
        </p>
      </form>
      <ul class="note" id="run-scales">
        {PAGE_SCENARIOS.map(({ name, scaleMin, scaleMax, scaleStandard }) => (
          <li>
            <code>{name}</code>
            {page.t({
              fr: ` : échelle de ${scaleText(page, scaleMin)} à ${scaleText(page, scaleMax)}, proposée ${scaleText(page, scaleStandard)}`,
              en: `: scale from ${scaleText(page, scaleMin)} to ${scaleText(page, scaleMax)}, proposed ${scaleText(page, scaleStandard)}`,
            })}
          </li>
        ))}
      </ul>
      <p class="note" id="run-seeds">
        {page.t({
          fr: 'La même graine et le même scénario donnent les mêmes événements, octet pour octet : lancés deux fois, ils sont tous ignorés comme doublons la seconde fois, et aucun chiffre ne bouge. Une graine tirée au sort n’a jamais servi ici.',
          en: 'The same seed and scenario give the same events, byte for byte: started twice, all of them are ignored as duplicates the second time, and no figure moves. A drawn seed was never used here.',
        })}
      </p>
    </section>
  );
}

function streamsNote(
  page: PageContext,
  known: readonly EmittedStream[],
  sons: EmittedStream | undefined,
): string {
  if (sons !== undefined) {
    return page.t({
      fr: `Les chiffres viennent de ${sons.name} (graine ${sons.seed}), un scénario avec SONS : une base de données n’en prouve qu’un, et seul celui-ci peut être relancé ici.`,
      en: `The figures come from ${sons.name} (seed ${sons.seed}), a scenario with SONS: a database proves one of them, and only this one can be started again here.`,
    });
  }
  if (known.length > 0) {
    return page.t({
      fr: 'Les nouveaux événements s’ajoutent aux chiffres présents. Un scénario avec SONS demande une base vide : ses seuils compteraient aussi les documents des autres.',
      en: 'New events add to the figures that are there. A scenario with SONS needs an empty database: its thresholds would count the documents of the others too.',
    });
  }
  return page.t({
    fr: 'La base est vide. Un scénario avec SONS y restera seul : ses seuils compteraient aussi les documents des autres.',
    en: 'The database is empty. A scenario with SONS will stay alone in it: its thresholds would count the documents of the others too.',
  });
}

function RunsTable({
  page,
  runs,
}: {
  readonly page: PageContext;
  readonly runs: readonly StoredRun[];
}): VNode {
  const caption = page.t({ fr: 'Dernières simulations', en: 'Latest runs' });
  if (runs.length === 0) {
    return (
      <section class="panel">
        <h2>{caption}</h2>
        <p>{page.t({ fr: 'Aucune n’a encore été lancée.', en: 'None was started yet.' })}</p>
      </section>
    );
  }
  return (
    <section class="panel">
      <h2>{caption}</h2>
      <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
        <table data-sortable={page.language}>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{page.t({ fr: 'Scénario', en: 'Scenario' })}</th>
              <th scope="col">{page.t({ fr: 'État', en: 'State' })}</th>
              <th scope="col">{page.t({ fr: 'Demandée', en: 'Requested' })}</th>
              <th scope="col" class="number">
                {page.t({ fr: 'Échelle', en: 'Scale' })}
              </th>
              <th scope="col" class="number">
                {page.t({ fr: 'Graine', en: 'Seed' })}
              </th>
              <th scope="col" class="number">
                {page.t({ fr: 'Événements comptés', en: 'Events counted' })}
              </th>
              <th scope="col" class="number">
                {page.t({ fr: 'Cellules comparées', en: 'Cells compared' })}
              </th>
              <th scope="col" class="number">
                {page.t({ fr: 'Fausses', en: 'Wrong' })}
              </th>
              <th scope="col" class="number">
                {page.t({ fr: 'Durée', en: 'Time' })}
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow page={page} run={run} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function RunRow({ page, run }: { readonly page: PageContext; readonly run: StoredRun }): VNode {
  const { report } = run;
  const { text, tone } = stateWords(run);
  const counted = report?.events.counted ?? run.progress?.counted ?? null;
  return (
    <tr>
      <th scope="row">
        <a href={page.href(`/runs/${run.id}`)}>{run.scenario}</a>
      </th>
      <td>
        <span class={`state ${tone}`}>{page.t(text)}</span>
      </td>
      <td data-value={run.requestedAt.getTime()}>
        {page.format.instant(run.requestedAt.toISOString())}
      </td>
      <td class="number" data-value={run.scale}>
        {scaleText(page, run.scale)}
      </td>
      <td class="number" data-value={run.seed}>
        {String(run.seed)}
      </td>
      <NumberCell page={page} value={counted} />
      <NumberCell page={page} value={run.cells} />
      <NumberCell page={page} value={run.wrong} />
      <td class="number" data-value={report?.seconds.total}>
        {report ? `${page.format.decimal(report.seconds.total, 1)} s` : '–'}
      </td>
    </tr>
  );
}

function NumberCell({
  page,
  value,
}: {
  readonly page: PageContext;
  readonly value: number | null;
}): VNode {
  return (
    <td class="number" data-value={value ?? undefined}>
      {value === null ? '–' : page.format.integer(value)}
    </td>
  );
}

function scenarioText(page: PageContext, name: string): string {
  const words = SCENARIO_WORDS[name];
  return words === undefined ? name : `${name} – ${page.t(words)}`;
}

/** As many digits as it has: 0,0005. */
export function scaleText(page: PageContext, scale: number): string {
  const [, digits = ''] = String(scale).split('.');
  return page.format.decimal(scale, Math.min(digits.length, 12));
}
