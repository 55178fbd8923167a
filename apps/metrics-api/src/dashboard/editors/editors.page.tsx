import type { Table, Text } from '#libs/exports';
import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { SUPPRESSED, Suppressed } from '../shell/data-table.js';
import { Empty } from '../shell/empty.js';
import { Figure } from '../shell/figure.js';
import { labelOf } from '../shell/labels.js';
import { Legend } from '../shell/legend.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns, withRows, type TableRow } from '../shell/table-rows.js';
import {
  CauseBars,
  DistanceBullets,
  PayoutBars,
  SensitivityDots,
  StateBars,
} from './editors-charts.js';
import { causeText, parameterText, valueText, withWords } from './sons-words.js';

export interface EditorsAnswers {
  /** Orders of the whole country by the state of their balance. */
  readonly states: Answer;
  readonly usage: Answer;
  readonly usageByEditor: Answer;
  readonly causes: Answer;
  readonly payouts: Answer;
  readonly sensitivity: Answer;
  /** Each billing unit; the owner's view alone. */
  readonly units: Answer | undefined;
}

/** Editors that a chart shows; the table has all. */
const EDITORS_SHOWN_MAX = 20;
/** Of a unit, on the page; the files have every column. */
const UNIT_COLUMNS_SHOWN = ['unit', 'client', 'editor', 'solution', 'distance', 'cause'];
/** Couloirs in the order of their colours. */
const COULOIRS = ['hospital', 'city', 'pharmacy', 'radiology', 'biology', 'social'];

/** Distance to the threshold, who is below and why, payouts, sensitivity. */
export function editorsPage(page: PageContext, answers: EditorsAnswers): VNode {
  const [total] = rowsOf(answers.states.table);
  const isEmpty = total === undefined || (!total.isSuppressed && !total.number('requests'));
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Éditeurs et SONS', en: 'Editors and SONS' })}
      lead={page.t({
        fr: 'Le solde du SONS dépend de dix documents envoyés par client. Qui est en dessous, de combien et pourquoi ; ce qui a été payé ; ce que d’autres lectures de la règle changeraient. Les éditeurs sont fictifs : aucun nom ne désigne une entreprise réelle.',
        en: 'The balance of the SONS depends on ten documents sent by each client. Who is below, by how much and why; what was paid; what other readings of the rule would change. Editors are fictitious: no name means a real enterprise.',
      })}
      provenance={answers.usage.table.provenance}
      tables={tablesOf(answers)}
    >
      {isEmpty ? (
        <NoSons page={page} />
      ) : (
        <>
          <StatesFigure page={page} answers={answers} />
          <DistanceFigure page={page} answer={answers.usageByEditor} />
          <CausesFigure page={page} answer={answers.causes} />
          {answers.units !== undefined && <UnitsFigure page={page} answer={answers.units} />}
          <PayoutsFigure page={page} answer={answers.payouts} />
          <SensitivityFigure page={page} answer={answers.sensitivity} />
        </>
      )}
    </Page>
  );
}

/** What the page is made of; the units are the owner's, and hide nothing. */
function tablesOf({
  states,
  usageByEditor,
  causes,
  payouts,
  sensitivity,
}: EditorsAnswers): Table[] {
  return [states, usageByEditor, causes, payouts, sensitivity].map(({ table }) => table);
}

function NoSons({ page }: { readonly page: PageContext }): VNode {
  return (
    <>
      <Empty page={page} />
      <p class="note">
        {page.t({
          fr: 'Ces pages demandent un scénario avec SONS, seul dans sa base :',
          en: 'These pages need a scenario with SONS, alone in its database:',
        })}{' '}
        <code>npm run mes -- simulate sons-wave-1 --scale 0.05</code>
      </p>
    </>
  );
}

interface FigurePart {
  readonly page: PageContext;
  readonly answer: Answer;
}

/** Deposited, validated, paid, and the usage verdict: four figures that are often taken for one. */
function StatesFigure({
  page,
  answers,
}: {
  readonly page: PageContext;
  readonly answers: EditorsAnswers;
}): VNode {
  const [row] = rowsOf(answers.states.table);
  const [usage] = rowsOf(answers.usage.table);
  const requests = row?.number('requests') ?? null;
  const share = (column: string): number | null => {
    const count = row?.number(column) ?? null;
    return count === null || !requests ? null : count / requests;
  };
  const deposited = share('balances_deposited');
  const below = usage?.number('share_below') ?? null;
  const states = [
    [page.t({ fr: 'solde déposé', en: 'balance deposited' }), deposited],
    [page.t({ fr: 'solde validé', en: 'balance validated' }), share('balances_validated')],
    [page.t({ fr: 'solde payé', en: 'balance paid' }), share('balances_paid')],
    [
      page.t({ fr: 'seuil d’usage atteint', en: 'usage threshold met' }),
      below === null ? null : 1 - below,
    ],
  ] as const;
  const known = states.flatMap(([label, value]) =>
    value === null ? [] : [{ label, share: value }],
  );
  const hidden = states.length - known.length;
  return (
    <Figure
      page={page}
      id="states"
      title={
        deposited === null || below === null
          ? page.t({
              fr: 'Déposé, validé et payé sont trois états différents',
              en: 'Deposited, validated and paid are three different states',
            })
          : page.t({
              fr: `${page.format.percent(deposited)} des soldes sont déposés et ${page.format.percent(1 - below)} des unités atteignent le seuil : les deux sont vrais`,
              en: `${page.format.percent(deposited)} of the balances are deposited and ${page.format.percent(1 - below)} of the units meet the threshold: both are true`,
            })
      }
      note={page.t({
        fr: 'La presse donne 98,7 % de soldes déposés au 14 décembre 2023, et 20 % de clients sous l’objectif d’usage. Pas de contradiction : un dossier déposé n’est pas encore validé, un dossier validé pas encore payé, et la condition d’usage se compte en documents, sur les unités qui ont un verdict.',
        en: 'The press gives 98.7 % of balances deposited on 14 December 2023, and 20 % of clients below the usage objective. No contradiction: what is deposited is not validated yet, what is validated is not paid yet, and the usage condition is counted in documents, on the units with a verdict.',
      })}
      answer={answers.states}
    >
      {known.length > 1 && <StateBars page={page} states={known} />}
      {hidden > 0 && (
        <ul class="facts states">
          {states.map(([label, value]) => (
            <li>
              <strong>
                {value === null ? <Suppressed page={page} /> : page.format.percent(value)}
              </strong>{' '}
              {label}
            </li>
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <p class="note">
          {page.t(SUPPRESSED)}{' '}
          {page.t({
            fr: 'Ici, une simulation plus grande les montrerait : trop peu de clients séparent deux états.',
            en: 'A larger run would show them here: too few clients lie between two states.',
          })}
        </p>
      )}
    </Figure>
  );
}

function DistanceFigure({ page, answer }: FigurePart): VNode {
  const rows = rowsOf(answer.table);
  const judged = rows.filter((row) => row.number('distance_median') !== null);
  const shown = [...judged]
    .sort((a, b) => (b.number('judged') ?? 0) - (a.number('judged') ?? 0))
    .slice(0, EDITORS_SHOWN_MAX)
    .sort((a, b) => sortKey(a) - sortKey(b));
  const hidden = rows.filter((row) => row.isSuppressed).length;
  return (
    <Figure
      page={page}
      id="distance"
      title={page.t(distanceFinding(judged, hidden > 0))}
      note={
        <>
          {page.t({
            fr: `Bande : la moitié centrale des unités (premier au troisième quartile) ; trait : la médiane. Le compte s’arrête à seize documents. Les ${shown.length} éditeurs aux plus nombreuses unités jugées, les plus proches du seuil d’abord ; le tableau les a tous.`,
            en: `Band: the middle half of the units (first to third quartile); mark: the median. Counting stops at sixteen documents. The ${shown.length} editors with the most units judged, the lowest first; the table has all.`,
          })}
          {hidden > 0 && (
            <>
              {' '}
              {page.t({
                fr:
                  hidden === 1
                    ? '1 éditeur n’est pas montré.'
                    : `${hidden} éditeurs ne sont pas montrés.`,
                en: hidden === 1 ? '1 editor is not shown.' : `${hidden} editors are not shown.`,
              })}{' '}
              {page.t(SUPPRESSED)}
            </>
          )}
        </>
      }
      answer={answer}
    >
      {shown.length > 0 && (
        <>
          <DistanceBullets page={page} rows={shown} />
          <Legend
            items={[
              {
                label: page.t({ fr: 'moitié centrale des unités', en: 'middle half of the units' }),
                swatch: 'series-1',
              },
              { label: page.t({ fr: 'seuil', en: 'threshold' }), swatch: 'bad' },
            ]}
          />
        </>
      )}
    </Figure>
  );
}

/** How many editors have many units below: half of them, or else a quarter. */
function distanceFinding(judged: readonly TableRow[], isPartial: boolean): Text {
  const below = (column: string): number =>
    judged.filter((row) => (row.number(column) ?? 0) < 0).length;
  const [half, quarter, all] = [below('distance_median'), below('distance_q1'), judged.length];
  // Where some editors are suppressed the sentence is about the others alone.
  const of = isPartial ? { fr: `${all} montrés`, en: `${all} shown` } : { fr: all, en: all };
  return half > 0
    ? {
        fr: `Chez ${half} éditeur${half > 1 ? 's' : ''} sur ${of.fr}, plus de la moitié des unités sont sous le seuil`,
        en: `With ${half} of ${of.en} editors more than half of the units are below the threshold`,
      }
    : {
        fr: `Chez ${quarter} éditeur${quarter > 1 ? 's' : ''} sur ${of.fr}, au moins un quart des unités est sous le seuil`,
        en: `With ${quarter} of ${of.en} editors at least a quarter of the units is below the threshold`,
      };
}

/** The lowest median first, then the lowest quartile. */
function sortKey(row: TableRow): number {
  return (row.number('distance_median') ?? 0) * 100 + (row.number('distance_q1') ?? 0);
}

function CausesFigure({ page, answer }: FigurePart): VNode {
  const rows = rowsOf(answer.table).filter((row) => row.number('below') !== null);
  const first = rows.reduce<TableRow | undefined>(
    (most, row) => ((row.number('below') ?? 0) > (most?.number('below') ?? 0) ? row : most),
    undefined,
  );
  const share = first?.number('share_of_below') ?? null;
  return (
    <Figure
      page={page}
      id="causes"
      title={
        first === undefined || share === null
          ? page.t({
              fr: 'Pourquoi des unités sont sous le seuil',
              en: 'Why units are below the threshold',
            })
          : page.t({
              fr: `Première cause d’un usage trop bas : ${uncapitalised(causeText(page, first.text('cause')))} (${page.format.percent(share, 0)} des unités sous le seuil)`,
              en: `First cause of too little use: ${uncapitalised(causeText(page, first.text('cause')))} (${page.format.percent(share, 0)} of the units below)`,
            })
      }
      note={page.t({
        fr: 'Obstacles rapportés par l’équipe de terrain (Sentinelle) pour les unités sous le seuil, pays entier : par éditeur, les clients de chaque cause seraient trop peu nombreux pour être montrés à tous.',
        en: 'Obstacles reported by the field team (Sentinelle) for units below, whole country: by editor, the clients of each cause would be too few to be shown to everybody.',
      })}
      answer={answer}
      table={withWords(answer.table, 'cause', (code) => causeText(page, code))}
    >
      {rows.length > 0 && <CauseBars page={page} rows={rows} />}
    </Figure>
  );
}

/** Its first letter small, for the middle of a sentence; other capitals mean something. */
function uncapitalised(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** The owner's: each unit that is below, the furthest first. */
function UnitsFigure({ page, answer }: FigurePart): VNode {
  const below = withRows(answer.table, (row) => row.text('verdict') === 'below');
  return (
    <Figure
      page={page}
      id="units"
      title={page.t({
        fr: `${page.format.integer(below.rows.length)} unités sous le seuil, une par une`,
        en: `${page.format.integer(below.rows.length)} units below the threshold, one by one`,
      })}
      note={page.t({
        fr: 'Vue du propriétaire. Clients et professionnels sont synthétiques.',
        en: 'Owner’s view. Clients and professionals are synthetic.',
      })}
      answer={answer}
      table={withWords(withColumns(below, UNIT_COLUMNS_SHOWN), 'cause', (code) =>
        causeText(page, code),
      )}
    />
  );
}

function PayoutsFigure({ page, answer }: FigurePart): VNode {
  const rows = rowsOf(answer.table).filter((row) => row.number('total_euros') !== null);
  const totals = new Map<string, number>();
  for (const row of rows) {
    const editor = row.text('editor');
    totals.set(editor, (totals.get(editor) ?? 0) + (row.number('total_euros') ?? 0));
  }
  const sorted = [...totals].filter(([, euros]) => euros > 0).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, EDITORS_SHOWN_MAX).map(([editor]) => editor);
  const sum = sorted.reduce((all, [, euros]) => all + euros, 0);
  const [largest] = sorted;
  const couloirs = COULOIRS.filter((couloir) =>
    rows.some((row) => row.text('couloir') === couloir),
  );
  return (
    <Figure
      page={page}
      id="payouts"
      title={
        largest === undefined || sum <= 0
          ? page.t({ fr: 'Rien n’a encore été payé', en: 'Nothing was paid yet' })
          : page.t({
              fr: `${page.format.euros(sum)} payés dans les lignes montrées, dont ${page.format.percent(largest[1] / sum, 0)} à l’éditeur le plus payé`,
              en: `${page.format.euros(sum)} paid in the rows shown, ${page.format.percent(largest[1] / sum, 0)} of it to the editor paid most`,
            })
      }
      note={page.t({
        fr: 'Avances et soldes, reprises déduites, TTC, par éditeur et par couloir de la solution commandée. Le SONS paie les éditeurs ; ce que touchent hôpitaux, médecins et pharmacies (SUN-ES, forfait structure, ROSP) est compté ailleurs.',
        en: 'Advances and balances less what was taken back, with tax, by editor and by couloir of the ordered solution. The SONS pays editors; what hospitals, doctors and pharmacies get (SUN-ES, forfait structure, ROSP) is counted elsewhere.',
      })}
      answer={answer}
    >
      {shown.length > 0 && (
        <>
          <PayoutBars page={page} rows={rows} editors={shown} couloirs={couloirs} />
          <Legend
            items={couloirs.map((couloir, i) => ({
              label: labelOf(page, 'couloir', couloir),
              swatch: `series-${i + 1}`,
            }))}
          />
        </>
      )}
    </Figure>
  );
}

function SensitivityFigure({ page, answer }: FigurePart): VNode {
  const rows = rowsOf(answer.table);
  const points = rows.flatMap((row) => {
    const share = row.number('share_below');
    const isDefault = row.cell('is_default') === true;
    const parameter = row.text('parameter');
    const label = `${parameterText(page, parameter)}${page.t({ fr: ' : ', en: ': ' })}${valueText(page, row.text('value'))}`;
    return share === null ? [] : [{ label, share, isDefault }];
  });
  const thresholds = rows.filter((row) => row.text('parameter') === 'threshold');
  const shareAt = (value: string): number | null =>
    thresholds.find((row) => row.text('value') === value)?.number('share_below') ?? null;
  const [nine, ten, eleven] = [shareAt('9'), shareAt('10'), shareAt('11')];
  const words = withWords(
    withWords(answer.table, 'parameter', (code) => parameterText(page, code)),
    'value',
    (code) => valueText(page, code),
  );
  return (
    <Figure
      page={page}
      id="sensitivity"
      title={
        nine === null || ten === null || eleven === null
          ? page.t({
              fr: 'Ce que d’autres lectures de la règle changeraient',
              en: 'What other readings of the rule would change',
            })
          : page.t({
              fr: `À 9, 10 ou 11 documents, ${page.format.percent(nine)}, ${page.format.percent(ten)} ou ${page.format.percent(eleven)} des unités sont sous le seuil`,
              en: `With 9, 10 or 11 documents, ${page.format.percent(nine)}, ${page.format.percent(ten)} or ${page.format.percent(eleven)} of the units are below`,
            })
      }
      note={page.t({
        fr: 'Seul le nombre de dix documents a une source (presse). Qui est jugé, et de quand à quand, sont des hypothèses : une seule change à la fois, et la colonne des euros dit ce qu’elle déplace.',
        en: 'Only the number of ten documents has a source (press). Who is judged, and from when to when, are assumptions: one changes at a time, and the column of euros says what it moves.',
      })}
      answer={answer}
      table={words}
      isTableOpen
    >
      {points.length > 0 && <SensitivityDots page={page} rows={points} />}
    </Figure>
  );
}
