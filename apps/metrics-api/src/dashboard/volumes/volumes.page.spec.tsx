import type { Table } from '#libs/exports';
import type { IndicatorQuery } from '#libs/figures';
import { describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { GivenFigures, columnOf, tableOf } from '../../test-figures.js';
import { PageContext } from '../shell/page-context.js';
import { htmlOf } from '../shell/pages.js';
import { volumesPage } from './volumes.page.js';

const MONTHS = ['2023-06', '2023-07', '2023-08', '2023-09'];
const WORKING_DAYS = [22, 20, 22, 21];
const EVENTS = [12_000, 12_500, 11_800, 12_900];

function volumes({ parameters }: IndicatorQuery): Table {
  const measures = parameters['measure'] ?? [];
  const couloirs = parameters['by']?.includes('couloir') ? ['biology', 'hospital'] : [null];
  const columns = [
    columnOf('month', 'month', 'dimension'),
    columnOf('measure', 'text', 'dimension'),
    ...(couloirs[0] === null ? [] : [columnOf('couloir', 'text', 'dimension')]),
    columnOf('events', 'integer', 'value'),
    columnOf('events_per_working_day', 'decimal', 'value', { decimals: 1 }),
    columnOf('working_days', 'integer', 'attribute'),
  ];
  const rows = MONTHS.flatMap((month, at) =>
    measures.flatMap((measure) =>
      couloirs.map((couloir) => {
        // The hospital's last month is suppressed.
        const isHidden = couloir === 'hospital' && at === 3;
        const events = isHidden ? null : (EVENTS[at] ?? 0) / (couloir === null ? 1 : 2);
        const days = WORKING_DAYS[at] ?? 1;
        return [
          month,
          measure,
          ...(couloir === null ? [] : [couloir]),
          events,
          events === null ? null : events / days,
          days,
        ];
      }),
    ),
  );
  return tableOf('volumes', columns, rows);
}

const months = tableOf(
  'months',
  [columnOf('month', 'month', 'dimension')],
  MONTHS.map((month) => [month]),
);

async function documentOf(
  query: Record<string, string[]> = {},
  language: 'fr' | 'en' = 'fr',
): Promise<Document> {
  const figures = new GivenFigures({ volumes, months });
  const page = new PageContext('/volumes', language, 'public', query, 'given-1');
  return parseHTML(htmlOf(await volumesPage(page, figures))).document;
}

const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');

describe('the page of volumes', () => {
  it('names August and says how it compares in all and per working day', async () => {
    const document = await documentOf();
    expect(textOf(document.querySelector('#volumes-by-month'))).toContain('août');
    expect(textOf(document.querySelector('#volumes-per-working-day h2'))).toBe(
      'De juillet 2023 à août 2023 : −5,6 % au total, −14,2 % par jour ouvré',
    );
  });

  it('offers the same question as files, beside each figure', async () => {
    const document = await documentOf({ couloir: ['biology'], from: ['2023-07'] });
    const [csv] = document.querySelectorAll('#volumes-by-month .downloads a');
    expect(csv?.getAttribute('href')).toBe(
      '/v1/indicators/volumes.csv?from=2023-07&couloir=biology&by=month&measure=documents_deposited',
    );
  });

  it('shows s for a suppressed value, and explains it', async () => {
    const document = await documentOf();
    const figure = document.querySelector('#volumes-by-couloir');
    expect(textOf(figure?.querySelector('abbr'))).toBe('s');
    expect(figure?.querySelector('abbr')?.getAttribute('title')).toBe('secret statistique');
    expect(textOf(figure)).toContain('secret statistique (s)');
  });

  it('claims no share of a month of which a couloir is suppressed', async () => {
    const document = await documentOf();
    expect(textOf(document.querySelector('#volumes-by-couloir h2'))).not.toContain('%');
  });

  it('draws lines for the measures of another channel, which are never added up', async () => {
    const document = await documentOf({ channel: ['mssante'] }, 'en');
    const figure = document.querySelector('#volumes-by-month');
    expect(textOf(figure?.querySelector('.legend'))).toContain('Messages to citizens');
  });

  it('gives every table a caption and every header its scope', async () => {
    const document = await documentOf();
    const tables = [...document.querySelectorAll('table')];
    expect(tables.length).toBeGreaterThan(3);
    for (const table of tables) {
      expect(table.querySelector('caption')).not.toBeNull();
      for (const head of table.querySelectorAll('th')) {
        expect(['col', 'row']).toContain(head.getAttribute('scope'));
      }
    }
  });

  it('has no id twice', async () => {
    const document = await documentOf();
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refuses an unknown channel', async () => {
    await expect(documentOf({ channel: ['fax'] })).rejects.toThrow(/channel/);
  });
});
