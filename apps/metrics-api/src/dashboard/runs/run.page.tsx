import type { RunProgressFigures, StoredRun } from '#libs/store';
import type { ComponentChildren, VNode } from 'preact';
import { isOver } from '../../runs/run-events.controller.js';
import { ASSETS } from '../shell/assets.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { PHASE_WORDS, stateWords } from './run-words.js';
import { RunProof } from './run-proof.js';
import { scaleText } from './runs.page.js';

/** Seconds after which the page of a run that goes on loads itself again where no script runs. */
const REFRESH_SECONDS = 3;

export interface RunPageContent {
  readonly run: StoredRun;
  readonly mayCancel: boolean;
  /** The figures hold the same stream already. */
  readonly isRepetition: boolean;
}

/** One run: what was asked for, how far it is, and at its end the proof. */
export function runPage(page: PageContext, content: RunPageContent): VNode {
  const { run } = content;
  const { text, tone } = stateWords(run);
  const isFollowed = !isOver(run) && !run.isSilent;
  return (
    <Page
      page={page}
      title={page.t({
        fr: `Simulation ${run.scenario}`,
        en: `Run of ${run.scenario}`,
      })}
      lead={
        <>
          <span class={`state ${tone}`} role="status">
            {page.t(text)}
          </span>{' '}
          {page.t({
            fr: `échelle ${scaleText(page, run.scale)}, graine ${run.seed}, demandée le ${page.format.instant(run.requestedAt.toISOString())} ${run.requestedBy === 'page' ? 'depuis la page' : 'par une commande'}`,
            en: `scale ${scaleText(page, run.scale)}, seed ${run.seed}, requested on ${page.format.instant(run.requestedAt.toISOString())} ${run.requestedBy === 'page' ? 'from the page' : 'by a command'}`,
          })}
        </>
      }
      {...(isFollowed && { head: <Follow /> })}
    >
      {isFollowed && <Progress page={page} {...content} />}
      {run.isSilent && <Silent page={page} run={run} />}
      {run.state === 'FAILED' && <Failure page={page} run={run} />}
      {run.state === 'CANCELLED' && (
        <Panel title={page.t({ fr: 'Annulée avant sa fin', en: 'Cancelled before its end' })}>
          <p>
            {run.report
              ? page.t({
                  fr: 'Ce qui était émis est compté et comparé ci-dessous ; relancée avec la même graine, la simulation se complète.',
                  en: 'What was emitted is counted and compared below; started again with the same seed, the run completes itself.',
                })
              : page.t({ fr: 'Rien n’a été émis.', en: 'Nothing was emitted.' })}
          </p>
        </Panel>
      )}
      {run.report && <RunProof page={page} run={run} report={run.report} />}
      <p>
        <a href={page.href('/runs')}>{page.t({ fr: 'Toutes les simulations', en: 'All runs' })}</a>
        {run.state === 'COMPLETED' && (
          <>
            {' · '}
            <a href={page.href('/volumes')}>
              {page.t({ fr: 'Volumes mensuels', en: 'Monthly volumes' })}
            </a>
            {' · '}
            <a href={page.href('/calibration')}>Calibration</a>
          </>
        )}
      </p>
    </Page>
  );
}

/** With a script the page is filled in as figures come; without, it loads itself again. */
function Follow(): VNode {
  return (
    <>
      <script type="module" src={ASSETS.runScript} />
      <noscript>
        <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
      </noscript>
    </>
  );
}

function Progress({
  page,
  run,
  mayCancel,
  isRepetition,
}: RunPageContent & { page: PageContext }): VNode {
  const { progress } = run;
  const phases = Object.fromEntries(
    Object.entries(PHASE_WORDS).map(([phase, words]) => [`data-phase-${phase}`, page.t(words)]),
  );
  return (
    <section
      class="panel"
      aria-labelledby="progress"
      data-run-events={`/runs/${run.id}/events`}
      data-state={run.state}
      data-language={page.language}
      {...phases}
    >
      <h2 id="progress">{page.t({ fr: 'Avancement', en: 'Progress' })}</h2>
      <p data-run="phase">{phaseText(page, run)}</p>
      <p>
        <label for="run-progress" class="hidden">
          {page.t({ fr: 'Événements comptés sur prévus', en: 'Events counted of those planned' })}
        </label>
        <progress
          id="run-progress"
          max={Math.max(1, progress?.planned ?? 1, progress?.counted ?? 0)}
          value={progress?.counted ?? 0}
        />
      </p>
      <Facts page={page} progress={progress} />
      {isRepetition && (
        <p class="note">
          {page.t({
            fr: 'Les chiffres contiennent déjà cette graine de ce scénario : tout sera ignoré comme doublon, et aucun chiffre ne bougera.',
            en: 'The figures hold this seed of this scenario already: all of it will be ignored as duplicates, and no figure will move.',
          })}
        </p>
      )}
      {run.cancelRequested ? (
        <p>
          {page.t({
            fr: 'L’annulation est demandée : ce qui est émis sera encore compté et comparé.',
            en: 'Its end is asked for: what is emitted will still be counted and compared.',
          })}
        </p>
      ) : (
        mayCancel && (
          <form method="post" action={page.href(`/runs/${run.id}/cancel`)}>
            {/* A form without fields still has to have a body of its own kind. */}
            <button type="submit" class="secondary">
              {page.t({ fr: 'Annuler cette simulation', en: 'Cancel this run' })}
            </button>
          </form>
        )
      )}
    </section>
  );
}

function phaseText(page: PageContext, { state, progress }: StoredRun): string {
  if (state === 'REQUESTED') {
    return page.t({
      fr: 'En attente d’un « mes up » qui la lance.',
      en: 'Waits for a mes up to take it.',
    });
  }
  return page.t(PHASE_WORDS[progress?.phase ?? 'starting']);
}

function Facts({
  page,
  progress,
}: {
  readonly page: PageContext;
  readonly progress: RunProgressFigures | null;
}): VNode {
  const integer = (value: number | undefined): string =>
    value === undefined ? '–' : page.format.integer(value);
  const facts: readonly (readonly [string, string, string])[] = [
    [
      'elapsed',
      progress ? `${page.format.decimal(progress.elapsedSeconds, 1)} s` : '–',
      page.t({ fr: 'écoulées', en: 'elapsed' }),
    ],
    [
      'planned',
      integer(progress?.planned),
      page.t({ fr: 'événements prévus', en: 'events planned' }),
    ],
    [
      'emitted',
      integer(progress?.emitted),
      page.t({
        fr: 'enregistrements émis, répétitions comprises',
        en: 'records emitted, repetitions included',
      }),
    ],
    ['counted', integer(progress?.counted), page.t({ fr: 'comptés', en: 'counted' })],
    [
      'lag',
      integer(progress?.lag),
      page.t({ fr: 'en attente de comptage', en: 'waiting to be counted' }),
    ],
    ['rate', integer(progress?.eventsPerSecond), page.t({ fr: 'par seconde', en: 'a second' })],
  ];
  return (
    <ul class="facts">
      {facts.map(([name, value, label]) => (
        <li>
          <strong data-run={name}>{value}</strong> {label}
        </li>
      ))}
    </ul>
  );
}

/** A heading and what it is about. */
function Panel({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Silent({ page, run }: { readonly page: PageContext; readonly run: StoredRun }): VNode {
  return (
    <Panel title={page.t({ fr: 'Plus de signe de vie', en: 'No sign of life any more' })}>
      <p>
        {page.t({
          fr: `Dernier signe le ${page.format.instant(run.updatedAt.toISOString())} : le processus qui la menait s’est sans doute arrêté.`,
          en: `The last one was on ${page.format.instant(run.updatedAt.toISOString())}: the process that ran it has probably ended.`,
        })}{' '}
        <AgainNote page={page} />
      </p>
    </Panel>
  );
}

function Failure({ page, run }: { readonly page: PageContext; readonly run: StoredRun }): VNode {
  return (
    <Panel title={page.t({ fr: 'Pourquoi elle a échoué', en: 'Why it failed' })}>
      <p lang="en">
        <code>{run.detail}</code>
      </p>
      <p>
        <AgainNote page={page} />
      </p>
    </Panel>
  );
}

function AgainNote({ page }: { readonly page: PageContext }): VNode {
  return (
    <>
      {page.t({
        fr: 'Relancée avec la même graine, elle se complète : ce qui était déjà compté est ignoré comme doublon.',
        en: 'Started again with the same seed it completes itself: what was counted already is ignored as duplicates.',
      })}
    </>
  );
}
