import type { Table } from '#libs/exports';
import type { IndicatorQuery } from '#libs/figures';
import { DEPARTMENTS } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { GivenFigures, columnOf, tableOf } from '../../test-figures.js';
import { PageContext } from '../shell/page-context.js';
import { htmlOf } from '../shell/pages.js';
import { perInhabitantPage } from './per-inhabitant.page.js';

const COLUMNS = [
  columnOf('month', 'month', 'dimension'),
  columnOf('window', 'text', 'dimension'),
  columnOf('perimeter', 'text', 'dimension'),
  columnOf('denominator', 'text', 'dimension'),
  columnOf('rate_unrounded', 'decimal', 'value', { decimals: 9 }),
  columnOf('persons', 'integer', 'attribute'),
  columnOf('perimeter_name', 'text', 'attribute'),
  columnOf('months_in_window', 'integer', 'attribute'),
];

/** Rates rise with the order of the departments; Mayotte's is suppressed, La Réunion has none. */
function rates({ parameters }: IndicatorQuery): Table {
  const [month = ''] = parameters['from'] ?? [];
  if (parameters['perimeter'] !== undefined) {
    const rows = DEPARTMENTS.filter(({ code }) => code !== '974').map(
      ({ code, name, index, population }) => [
        ...[month, 'annualised_month', code, 'legal-population'],
        ...[code === '976' ? null : 1 + index / 100, population, name, 1],
      ],
    );
    return tableOf('rates', COLUMNS, rows);
  }
  return tableOf('rates', COLUMNS, [
    [month, 'annualised_month', 'national', 'legal-population', 3.3168, 68_017_091, 'France', 1],
    [month, 'annualised_month', 'national', 'article-implied', 3.5, 64_457_143, 'France', 1],
    [month, 'calendar_year', 'national', 'legal-population', 2.16, 68_017_091, 'France', 11],
  ]);
}

const months = tableOf('months', [columnOf('month', 'month', 'dimension')], [['2023-12']]);

async function documentOf(query: Record<string, string[]> = {}): Promise<Document> {
  const figures = new GivenFigures({ rates, months });
  const page = new PageContext('/per-inhabitant', 'fr', 'public', query, 'given-1');
  return parseHTML(htmlOf(await perInhabitantPage(page, figures))).document;
}

const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');

describe('the page of rates per inhabitant', () => {
  it('shows the 96 departments of the map and the five overseas ones', async () => {
    const document = await documentOf();
    expect(document.querySelectorAll('.map svg > path')).toHaveLength(96);
    const tiles = [...document.querySelectorAll('.tile')].map((tile) => textOf(tile));
    expect(tiles).toEqual([
      'Guadeloupe 9711,96',
      'Martinique 9721,97',
      'Guyane 9731,98',
      'La Réunion 974–',
      'Mayotte 976s',
    ]);
  });

  it('names the extremes in its title, and what a suppressed and a missing one look like', async () => {
    const document = await documentOf();
    expect(textOf(document.querySelector('#rates-by-department h2'))).toBe(
      'De 1,00 documents par habitant (Ain) à 1,98 (Guyane) en décembre 2023, mois annualisé (× 12)',
    );
    const legend = textOf(document.querySelector('.map .legend'));
    expect(legend).toContain('s : secret statistique');
    expect(legend).toContain('aucun document');
  });

  it('puts 3.32 and 3.50 of the same month beside each other, and an incomplete year as such', async () => {
    const document = await documentOf();
    const figure = document.querySelector('#rates-by-window');
    expect(textOf(figure?.querySelector('h2'))).toBe(
      'Annualisé, décembre 2023 donne 3,32 documents par habitant ; l’année civile 2023, 2,16',
    );
    const text = textOf(figure?.querySelector('table'));
    expect(text).toContain('3,50');
    expect(text).toContain('68 017 091 personnes');
    expect(text).toContain('Année civile (11 mois comptés)');
  });

  it('names whose map it is, and its licence', async () => {
    const map = textOf((await documentOf()).querySelector('.map'));
    expect(map).toContain('Victor Cazanave');
    expect(map).toContain('CC BY 4.0');
  });
});
