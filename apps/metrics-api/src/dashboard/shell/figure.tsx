import type { Provenance, Table } from '#libs/exports';
import type { ComponentChildren, VNode } from 'preact';
import type { Answer } from './ask.js';
import { DataTable } from './data-table.js';
import type { PageContext } from './page-context.js';
import { sourcesText } from './source-words.js';

/** What a figure can be taken away as: extension at /v1, and what it opens in. */
const DOWNLOADS = [
  { extension: 'csv', label: { fr: 'CSV', en: 'CSV' } },
  {
    extension: 'fr.csv',
    label: { fr: 'CSV pour tableur français', en: 'CSV for French spreadsheets' },
  },
  { extension: 'json', label: { fr: 'JSON', en: 'JSON' } },
  { extension: 'parquet', label: { fr: 'Parquet', en: 'Parquet' } },
  { extension: 'json-stat.json', label: { fr: 'JSON-stat', en: 'JSON-stat' } },
] as const;

export interface FigureProps {
  readonly page: PageContext;
  /** Unique on the page, and its fragment: `volumes-by-month`. */
  readonly id: string;
  /** What the figure shows, as a sentence with its finding. */
  readonly title: string;
  readonly answer: Answer;
  /** Table behind `details`, when it is another cut of the answer; default the answer's own. */
  readonly table?: Table;
  /** What a reader must know to read it: below the title. */
  readonly note?: ComponentChildren;
  /** Whether the table is open at first; default false. */
  readonly isTableOpen?: boolean;
  /** The chart, with its legend. */
  readonly children?: ComponentChildren;
}

/** A figure: sentence, chart, table, downloads, source with freshness and definition. */
export function Figure(props: FigureProps): VNode {
  const { page, id, title, answer, note, isTableOpen = false, children } = props;
  const { table, parameters } = answer;
  return (
    <figure class="figure" id={id} role="figure" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {note !== undefined && <p class="note">{note}</p>}
      {children}
      <details class="figure-table" open={isTableOpen}>
        <summary>{page.t({ fr: 'Tableau des données', en: 'Table of the data' })}</summary>
        <DataTable page={page} table={props.table ?? table} />
      </details>
      <figcaption>
        <Downloads page={page} answer={{ table, parameters }} />
        <SourceLine page={page} table={table} />
      </figcaption>
    </figure>
  );
}

interface DownloadsProps {
  readonly page: PageContext;
  readonly answer: Answer;
}

/** The same answer as files. */
function Downloads({ page, answer: { table, parameters } }: DownloadsProps): VNode {
  return (
    <p class="downloads">
      {page.t({ fr: 'Télécharger :', en: 'Download:' })}{' '}
      {DOWNLOADS.map(({ extension, label }, i) => (
        <>
          {i > 0 && ' · '}
          <a href={page.dataHref(`/v1/indicators/${table.name}.${extension}`, parameters)} download>
            {page.t(label)}
          </a>
        </>
      ))}
    </p>
  );
}

/** Where a table comes from, how fresh it is, and where its definition stands. */
function SourceLine({
  page,
  table: { name, title, provenance },
}: {
  readonly page: PageContext;
  readonly table: Table;
}): VNode {
  return (
    <div class="source">
      {page.t({ fr: 'Source :', en: 'Source:' })} {sourcesText(page, provenance.sources)} ·{' '}
      {freshnessOf(page, provenance)} ·{' '}
      <a href={page.href(`/definitions#${name}`)}>
        {page.t({ fr: `Définition : ${title.fr}`, en: `Definition: ${title.en}` })}
      </a>
      {provenance.notes.length <= NOTES_SHOWN_MAX && <Notes page={page} notes={provenance.notes} />}
      {provenance.notes.length > NOTES_SHOWN_MAX && (
        <details>
          <summary>
            {page.t({
              fr: 'À savoir pour lire ces chiffres',
              en: 'To know for reading these figures',
            })}
          </summary>
          <Notes page={page} notes={provenance.notes} />
        </details>
      )}
    </div>
  );
}

/** Notes that stand in the open; more of them, as suppression needs, are behind a summary. */
const NOTES_SHOWN_MAX = 2;

function Notes({
  page,
  notes,
}: {
  readonly page: PageContext;
  readonly notes: Provenance['notes'];
}): VNode {
  return (
    <>
      {notes.map((text) => (
        <span class="source-note"> {page.t(text)}</span>
      ))}
    </>
  );
}

/** Until when events are counted for sure. */
export function freshnessOf(page: PageContext, { freshness }: Provenance): string {
  const { watermarkAt, countedAt } = freshness;
  const instant = watermarkAt ?? countedAt;
  if (instant === null)
    return page.t({ fr: 'rien n’est encore compté', en: 'nothing counted yet' });
  const text = page.format.instant(instant);
  return watermarkAt === null
    ? page.t({ fr: `compté le ${text}`, en: `counted on ${text}` })
    : page.t({ fr: `complet jusqu’au ${text}`, en: `complete up to ${text}` });
}
