import type { Figures } from '#libs/figures';
import type { VNode } from 'preact';
import { ask, type Answer } from '../shell/ask.js';
import { Empty } from '../shell/empty.js';
import { Figure } from '../shell/figure.js';
import { labelOf } from '../shell/labels.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns, type TableRow } from '../shell/table-rows.js';
import {
  changeInto,
  hiddenMonths,
  monthsBetween,
  notableIn,
  pointsOf,
  type MonthPoint,
} from './month-points.js';
import { CouloirBars, MeasureLines, MonthBars } from './volumes-charts.js';
import {
  VOLUME_MEASURES,
  VolumesFilters,
  readChoice,
  volumesQuery,
  type VolumesChoice,
} from './volumes-filters.js';

/** Volumes by month: in all, per working day, by couloir, and the channels beside each other. */
export async function volumesPage(page: PageContext, figures: Figures): Promise<VNode> {
  const choice = readChoice(page);
  const measure = VOLUME_MEASURES[choice.channel];
  const monthly = await ask(
    figures,
    page,
    'volumes',
    volumesQuery(choice, { by: ['month'], measure }),
  );
  const byCouloir = await ask(figures, page, 'volumes', {
    ...volumesQuery(choice, { by: ['month', 'couloir'], measure: measure.slice(0, 1) }),
  });
  const channels = await ask(figures, page, 'volumes', {
    ...volumesQuery({ ...choice, couloir: undefined }),
    by: ['month'],
    measure: Object.values(VOLUME_MEASURES).flat(),
  });
  const known = await ask(figures, page, 'months', {});
  const months = monthsBetween(rowsOf(known.table).map((row) => ({ month: row.text('month') })));
  const points = pointsOf(rowsOf(monthly.table), 'measure');
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Volumes mensuels', en: 'Monthly volumes' })}
      lead={page.t({
        fr: 'Combien de documents, de messages et d’ordonnances, mois par mois. Le mois est celui de l’enregistrement, heure de Paris ; un mois court ou coupé de jours fériés se compare par jour ouvré.',
        en: 'How many documents, messages and prescriptions, month by month. The month is that of the registration, Europe/Paris; a short month, or one cut by holidays, is compared per working day.',
      })}
      provenance={monthly.table.provenance}
      tables={[monthly.table, byCouloir.table, channels.table]}
    >
      <VolumesFilters page={page} choice={choice} months={months} />
      {monthly.table.rows.length === 0 ? (
        <Empty page={page} />
      ) : (
        <>
          <TotalFigure page={page} choice={choice} answer={monthly} points={points} />
          <WorkingDayFigure page={page} choice={choice} answer={monthly} points={points} />
          <CouloirFigure page={page} choice={choice} answer={byCouloir} />
          <ChannelFigure page={page} answer={channels} />
        </>
      )}
    </Page>
  );
}

interface PartProps {
  readonly page: PageContext;
  readonly choice: VolumesChoice;
  readonly answer: Answer;
  readonly points: readonly MonthPoint[];
}

function TotalFigure({ page, choice, answer, points }: PartProps): VNode {
  const measures = VOLUME_MEASURES[choice.channel];
  const [first = ''] = measures;
  const own = points.filter(({ series }) => series === first);
  const last = own.at(-1);
  const name = placeName(page, choice);
  const count = last === undefined ? '0' : page.format.amount(last.events);
  const what = labelOf(page, 'measure', first).toLowerCase();
  const month = page.format.month(last?.month ?? '');
  const title = page.t({
    fr: `${count} ${what} en ${month}${name}`,
    en: `${count} ${what} in ${month}${name}`,
  });
  return (
    <Figure
      page={page}
      id="volumes-by-month"
      title={title}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'couloir',
        'measure',
        'events',
        'revision',
        'month_status',
      ])}
      note={notableNote(page, own)}
    >
      {measures.length === 1 ? (
        <MonthBars
          page={page}
          id="by-month"
          points={own}
          hidden={hiddenMonths(rowsOf(answer.table))}
          value="events"
          title={page.t({ fr: 'Volume par mois', en: 'Volume by month' })}
          unit={what}
        />
      ) : (
        <MeasureLines
          page={page}
          id="by-month"
          points={points}
          measures={measures}
          title={page.t({ fr: 'Volume par mois', en: 'Volume by month' })}
        />
      )}
    </Figure>
  );
}

/** The months of which something is known, said in words. */
function notableNote(page: PageContext, points: readonly MonthPoint[]): string | undefined {
  const texts = notableIn(monthsBetween(points)).map(({ notable }) => page.t(notable.description));
  return texts.length === 0 ? undefined : [...new Set(texts)].join(' ');
}

/** In all and per working day beside each other: the same months, and often not the same story. */
function WorkingDayFigure({ page, choice, answer, points }: PartProps): VNode {
  const [first = ''] = VOLUME_MEASURES[choice.channel];
  const own = points.filter(({ series }) => series === first);
  const unit = labelOf(page, 'measure', first).toLowerCase();
  return (
    <Figure
      page={page}
      id="volumes-per-working-day"
      title={workingDayTitle(page, own)}
      note={page.t({
        fr: 'Par jour ouvré : le volume du mois divisé par ses jours hors samedis, dimanches et onze jours fériés légaux. Les deux graphiques montrent les mêmes mois.',
        en: 'Per working day: the volume of the month over its days without Saturdays, Sundays and the eleven legal holidays. Both charts show the same months.',
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'couloir',
        'measure',
        'events',
        'working_days',
        'events_per_working_day',
      ])}
    >
      <div class="columns">
        <div>
          <h3>{page.t({ fr: 'Volume du mois', en: 'Volume of the month' })}</h3>
          <MonthBars
            page={page}
            id="month-in-all"
            points={own}
            hidden={hiddenMonths(rowsOf(answer.table))}
            value="events"
            title={page.t({ fr: 'Volume du mois', en: 'Volume of the month' })}
            unit={unit}
          />
        </div>
        <div>
          <h3>{page.t({ fr: 'Par jour ouvré', en: 'Per working day' })}</h3>
          <MonthBars
            page={page}
            id="month-per-working-day"
            points={own}
            hidden={hiddenMonths(rowsOf(answer.table))}
            value="perWorkingDay"
            title={page.t({ fr: 'Volume par jour ouvré', en: 'Volume per working day' })}
            unit={page.t({ fr: `${unit} par jour ouvré`, en: `${unit} per working day` })}
          />
        </div>
      </div>
    </Figure>
  );
}

/** The change that says most: into the last August, else into the last month. */
function workingDayTitle(page: PageContext, points: readonly MonthPoint[]): string {
  const months = points.map(({ month }) => month);
  const august = months.filter((month) => month.endsWith('-08')).at(-1);
  const change =
    (august === undefined ? undefined : changeInto(points, august)) ??
    changeInto(points, months.at(-1) ?? '2000-02');
  if (change === undefined) {
    return page.t({ fr: 'Le volume par jour ouvré', en: 'Volume per working day' });
  }
  const { from, to, inAll, perWorkingDay } = change;
  const [before, after] = [page.format.month(from.month), page.format.month(to.month)];
  const [all, daily] = [page.format.change(inAll), page.format.change(perWorkingDay)];
  return page.t({
    fr: `De ${before} à ${after} : ${all} au total, ${daily} par jour ouvré`,
    en: `From ${before} to ${after}: ${all} in all, ${daily} per working day`,
  });
}

function CouloirFigure({ page, choice, answer }: Omit<PartProps, 'points'>): VNode {
  const points = pointsOf(rowsOf(answer.table), 'couloir');
  const suppressed = answer.table.statuses.filter((status) => status === 's').length;
  return (
    <Figure
      page={page}
      id="volumes-by-couloir"
      title={couloirTitle(page, choice, rowsOf(answer.table))}
      table={withColumns(answer.table, ['month', 'couloir', 'events', 'events_per_working_day'])}
      answer={answer}
      {...(suppressed > 0 && { note: suppressedNote(page, suppressed) })}
    >
      <CouloirBars
        page={page}
        id="by-couloir"
        points={points}
        title={page.t({ fr: 'Volume par mois et par couloir', en: 'Volume by month and couloir' })}
      />
    </Figure>
  );
}

/** The largest couloir and its share; nothing is claimed of a month of which a couloir is suppressed. */
function couloirTitle(
  page: PageContext,
  { couloir }: VolumesChoice,
  rows: readonly TableRow[],
): string {
  const last = rows.at(-1)?.text('month') ?? '';
  const own = rows.filter((row) => row.text('month') === last);
  const largest = own.reduce<TableRow | undefined>(
    (best, row) =>
      best === undefined || (row.number('events') ?? 0) > (best.number('events') ?? 0) ? row : best,
    undefined,
  );
  const all = own.reduce((sum, row) => sum + (row.number('events') ?? 0), 0);
  if (
    largest === undefined ||
    all === 0 ||
    couloir !== undefined ||
    own.some((row) => row.isSuppressed)
  ) {
    return page.t({
      fr: 'Le volume, mois par mois et par couloir',
      en: 'Volume by month and couloir',
    });
  }
  const name = labelOf(page, 'couloir', largest.text('couloir'));
  const share = page.format.percent((largest.number('events') ?? 0) / all, 0);
  const month = page.format.month(last);
  return page.t({
    fr: `${name} : ${share} du volume de ${month}`,
    en: `${name}: ${share} of the volume of ${month}`,
  });
}

function suppressedNote(page: PageContext, count: number): string {
  return page.t({
    fr: `${count} valeurs sous secret statistique (s) ne sont pas dessinées : moins de 11 documents, ou une valeur qui permettrait d’en retrouver une par soustraction.`,
    en: `${count} values suppressed for confidentiality (s) are not drawn: fewer than 11 documents, or a value that would give one by subtraction.`,
  });
}

function ChannelFigure({ page, answer }: Pick<PartProps, 'page' | 'answer'>): VNode {
  const points = pointsOf(rowsOf(answer.table), 'measure');
  const measures = Object.values(VOLUME_MEASURES)
    .flat()
    .filter((code) => points.some(({ series }) => series === code));
  return (
    <Figure
      page={page}
      id="volumes-by-channel"
      title={page.t({
        fr: 'Les canaux se lisent côte à côte et ne s’additionnent pas',
        en: 'Channels are read beside each other and never added up',
      })}
      note={page.t({
        fr: 'Un même acte peut donner un document au DMP, un message à un confrère, un autre au patient et une ordonnance : leur somme compterait l’acte plusieurs fois. « Documents » désigne toujours le DMP. France entière, tous couloirs.',
        en: 'One act may give a document to the DMP, a message to a colleague, another to the patient and a prescription: their sum would count the act several times. “Documents” always means the DMP. The whole country, all couloirs.',
      })}
      answer={answer}
      table={withColumns(answer.table, ['month', 'channel', 'measure', 'events'])}
    >
      <MeasureLines
        page={page}
        id="by-channel"
        points={points}
        measures={measures}
        title={page.t({ fr: 'Volume par mois et par canal', en: 'Volume by month and channel' })}
      />
    </Figure>
  );
}

function placeName(page: PageContext, { couloir }: VolumesChoice): string {
  return couloir === undefined ? '' : `, ${labelOf(page, 'couloir', couloir)}`;
}
