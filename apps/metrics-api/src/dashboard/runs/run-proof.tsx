import type { Text } from '#libs/exports';
import type { ProvenPart, RunFigures, StoredRun } from '#libs/store';
import type { VNode } from 'preact';
import type { PageContext } from '../shell/page-context.js';
import { dimensionText } from './run-words.js';

export interface RunProofProps {
  readonly page: PageContext;
  readonly run: StoredRun;
  readonly report: RunFigures;
}

/** What a run compared and found: the sentence first, then every figure behind it. */
export function RunProof({ page, run, report }: RunProofProps): VNode {
  const { cells, wrong } = report.verification;
  const integer = (value: number): string => page.format.integer(value);
  return (
    <>
      <section class="panel" aria-labelledby="proof">
        <h2 id="proof">
          {wrong === 0
            ? page.t({
                fr: `Preuve : ${integer(cells)} cellules comparées, toutes égales`,
                en: `Proof: ${integer(cells)} cells compared, all equal`,
              })
            : page.t({
                fr: `${integer(wrong)} cellules fausses sur ${integer(cells)}`,
                en: `${integer(wrong)} of ${integer(cells)} cells are wrong`,
              })}
        </h2>
        <p>
          {page.t({
            fr: 'À la fin, chaque cellule de la base est comparée avec la vérité du générateur : celle de cette simulation et de toutes celles que la base contient. Une cellule est un nombre d’événements par mois, mesure, solution et département, ou par type de document.',
            en: 'At the end every cell of the database is compared with the generator’s truth: that of this run and of all those that the database holds. A cell is a number of events by month, measure, solution and department, or by document type.',
          })}
        </p>
        {run.detail !== null && run.state === 'COMPLETED' && (
          <p lang="en">
            <code>{run.detail}</code>
          </p>
        )}
        <ProofTable page={page} parts={run.proof ?? []} />
        <p class="note">
          {report.streamSha256 === null
            ? page.t({
                fr: 'Pas d’empreinte : le flux n’a pas été émis en entier.',
                en: 'No fingerprint: the stream was not emitted as a whole.',
              })
            : page.t({
                fr: 'Empreinte du flux entier (SHA-256), la même sur toute machine avec cette graine :',
                en: 'Fingerprint of the whole stream (SHA-256), the same on any machine with this seed:',
              })}{' '}
          {report.streamSha256 !== null && <code>{report.streamSha256}</code>}
        </p>
        <p class="downloads">
          <a href={`/runs/${run.id}/report.json`} download>
            {page.t({ fr: 'Résultat complet (JSON)', en: 'Whole result (JSON)' })}
          </a>
        </p>
      </section>
      <Counts page={page} report={report} />
      <div class="columns">
        <Thresholds page={page} report={report} />
        <Speed page={page} report={report} />
      </div>
      <Made page={page} report={report} />
    </>
  );
}

function ProofTable({
  page,
  parts,
}: {
  readonly page: PageContext;
  readonly parts: readonly ProvenPart[];
}): VNode {
  const caption = page.t({
    fr: 'Cellules comparées, par dimension',
    en: 'Cells compared, by dimension',
  });
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{page.t({ fr: 'Dimension', en: 'Dimension' })}</th>
            <th scope="col" class="number">
              {page.t({ fr: 'Comparées', en: 'Compared' })}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Fausses', en: 'Wrong' })}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ dimension, cells, wrong }) => (
            <tr>
              <th scope="row">{page.t(dimensionText(dimension))}</th>
              <td class="number">{page.format.integer(cells)}</td>
              <td class="number">{page.format.integer(wrong)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const COUNT_WORDS: readonly (readonly [keyof RunFigures['events'], Text])[] = [
  ['planned', { fr: 'événements prévus', en: 'events planned' }],
  ['emitted', { fr: 'émis', en: 'emitted' }],
  [
    'acknowledged',
    {
      fr: 'enregistrements confirmés par Kafka, répétitions comprises',
      en: 'records acknowledged by Kafka, repetitions included',
    },
  ],
  ['counted', { fr: 'nouveaux, comptés', en: 'new ones counted' }],
  ['duplicatesIgnored', { fr: 'doublons ignorés', en: 'duplicates ignored' }],
  ['refused', { fr: 'dépôts refusés par une règle d’admission', en: 'deposits refused by a gate' }],
  ['deadLettered', { fr: 'mis de côté, illisibles', en: 'dead letters' }],
  ['lost', { fr: 'perdus', en: 'lost' }],
];

function Counts({
  page,
  report,
}: {
  readonly page: PageContext;
  readonly report: RunFigures;
}): VNode {
  const { events } = report;
  return (
    <section class="panel" aria-labelledby="counts">
      <h2 id="counts">{page.t({ fr: 'Événements', en: 'Events' })}</h2>
      {events.counted === 0 && events.duplicatesIgnored > 0 && (
        <p>
          {page.t({
            fr: 'Rien de nouveau : les chiffres contenaient déjà cette graine de ce scénario. Tout a été reconnu comme doublon et ignoré, et aucun chiffre n’a bougé.',
            en: 'Nothing new: the figures held this seed of this scenario already. All of it was recognised as duplicates and ignored, and no figure has moved.',
          })}
        </p>
      )}
      <ul class="facts">
        {COUNT_WORDS.map(([name, label]) => (
          <li>
            <strong>{page.format.integer(events[name])}</strong> {page.t(label)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Thresholds({
  page,
  report: { thresholds },
}: {
  readonly page: PageContext;
  readonly report: RunFigures;
}): VNode {
  return (
    <section class="panel" aria-labelledby="thresholds">
      <h2 id="thresholds">{page.t({ fr: 'Seuils', en: 'Thresholds' })}</h2>
      {thresholds.length === 0 ? (
        <p>{page.t({ fr: 'Aucun n’a été demandé.', en: 'None was asked for.' })}</p>
      ) : (
        <ul class="plain">
          {thresholds.map(({ expression, value, passed }) => (
            <li>
              <span class={`state ${passed ? 'good' : 'bad'}`}>
                {page.t(passed ? { fr: 'tenu', en: 'held' } : { fr: 'franchi', en: 'crossed' })}
              </span>{' '}
              <code>{expression}</code>{' '}
              {page.t({
                fr: `(vu : ${valueText(page, value)})`,
                en: `(came ${valueText(page, value)})`,
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function valueText(page: PageContext, value: number | null): string {
  if (value === null) return page.t({ fr: 'rien à mesurer', en: 'nothing to measure' });
  return Number.isInteger(value) ? page.format.integer(value) : page.format.decimal(value, 2);
}

function Speed({
  page,
  report,
}: {
  readonly page: PageContext;
  readonly report: RunFigures;
}): VNode {
  const { seconds, eventsPerSecond, freshnessMs } = report;
  const time = (value: number): string => `${page.format.decimal(value, 1)} s`;
  const milliseconds = (value: number): string => `${page.format.integer(value)} ms`;
  return (
    <section class="panel" aria-labelledby="speed">
      <h2 id="speed">{page.t({ fr: 'Durées', en: 'Times' })}</h2>
      <ul class="facts">
        <li>
          <strong>{time(seconds.total)}</strong>{' '}
          {page.t({
            fr: `dont émission ${time(seconds.emission)}, fin du comptage ${time(seconds.drain)}`,
            en: `of them emission ${time(seconds.emission)}, drain ${time(seconds.drain)}`,
          })}
        </li>
        <li>
          <strong>{page.format.integer(eventsPerSecond)}</strong>{' '}
          {page.t({ fr: 'événements par seconde', en: 'events a second' })}
        </li>
        <li>
          <strong>{milliseconds(freshnessMs.p50)}</strong>{' '}
          {page.t({
            fr: `de l’émission au chiffre visible, médiane (p99 : ${milliseconds(freshnessMs.p99)})`,
            en: `from emission to a visible figure, median (p99: ${milliseconds(freshnessMs.p99)})`,
          })}
        </li>
      </ul>
    </section>
  );
}

function Made({
  page,
  report,
}: {
  readonly page: PageContext;
  readonly report: RunFigures;
}): VNode {
  const { backend, versions, restarts } = report;
  const parts = [
    `Kafka ${backend.kafka}`,
    `PostgreSQL ${backend.postgres}`,
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    ...(restarts > 0
      ? [page.t({ fr: `${restarts} services relancés`, en: `${restarts} services started again` })]
      : []),
  ];
  return (
    <p class="note">
      {page.t({ fr: 'Versions :', en: 'Versions:' })} {parts.join(' · ')}
    </p>
  );
}
