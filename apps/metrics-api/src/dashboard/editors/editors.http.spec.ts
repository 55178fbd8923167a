import type { HttpService } from '#libs/edge';
import type { IndicatorQuery } from '#libs/figures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GivenFigures, columnOf, tableOf } from '../../test-figures.js';
import { startTestDashboard } from '../test-dashboard.js';

const count = (name: string) => columnOf(name, 'integer', 'value');
const share = (name: string) => columnOf(name, 'decimal', 'value');
const code = (name: string) => columnOf(name, 'text', 'dimension');

const payoutColumns = [
  ...['requests', 'balances_deposited', 'balances_validated', 'balances_paid'].map(count),
  share('total_euros'),
];
const usageColumns = [
  ...['judged', 'below'].map(count),
  ...['share_below', 'distance_q1', 'distance_median', 'distance_q3'].map(share),
];

/** A small country: two editors are shown, one is suppressed. */
const figures = new GivenFigures({
  payouts: ({ parameters }: IndicatorQuery) =>
    parameters['by']?.includes('none')
      ? tableOf('payouts', payoutColumns, [[1000, 987, 900, 850, 5000]])
      : tableOf(
          'payouts',
          [code('couloir'), code('editor'), ...payoutColumns],
          [
            ['city', 'Nimbézan <b>', 600, 590, 500, 480, 3000],
            ['hospital', 'Ovrezan', 400, 397, 400, 370, 2000],
            ['biology', 'Yldulor', null, null, null, null, null],
          ],
        ),
  'usage-thresholds': ({ parameters }: IndicatorQuery) => {
    if (parameters['by']?.includes('cause')) {
      return tableOf(
        'usage-thresholds',
        [code('cause'), count('below'), share('share_of_below')],
        [
          ['DIRECTORY', 150, 0.75],
          ['not reported', 50, 0.25],
        ],
      );
    }
    return parameters['by']?.includes('editor')
      ? tableOf(
          'usage-thresholds',
          [code('editor'), ...usageColumns],
          [
            ['Nimbézan <b>', 600, 330, 0.55, -4, -1, 3],
            ['Ovrezan', 400, 20, 0.05, 2, 5, 6],
            ['Yldulor', null, null, null, null, null, null],
          ],
        )
      : tableOf('usage-thresholds', usageColumns, [[1000, 200, 0.2, 0, 4, 6]]);
  },
  'sons-sensitivity': tableOf(
    'sons-sensitivity',
    [
      code('parameter'),
      code('value'),
      share('share_below'),
      columnOf('is_default', 'boolean', 'attribute'),
    ],
    [
      ['threshold', '9', 0.18, false],
      ['threshold', '10', 0.2, true],
      ['threshold', '11', 0.23, false],
    ],
  ),
});

let api: HttpService;
beforeAll(async () => {
  api = await startTestDashboard(figures);
});
afterAll(() => api.service.close());

const page = async (query = ''): Promise<string> => {
  const answer = await fetch(`${api.url}/editors${query}`);
  expect(answer.status).toBe(200);
  return (await answer.text()).replace(/[\u00a0\u202f]/g, ' ');
};

describe('the page of editors', () => {
  it('sets the two figures of the press beside each other: both are true', async () => {
    expect(await page('?lang=en')).toContain(
      '98.7% of the balances are deposited and 80.0% of the units meet the threshold: both are true',
    );
  });

  it('says who is below and why, and what another threshold would change', async () => {
    const text = await page();
    expect(text).toContain(
      'Chez 1 éditeur sur 2 montrés, plus de la moitié des unités sont sous le seuil',
    );
    expect(text).toContain('Première cause d’un usage trop bas : annuaire incomplet (75 %');
    expect(text).toContain('À 9, 10 ou 11 documents, 18,0 %, 20,0 % ou 23,0 % des unités');
  });

  it('says that editors are fictitious, and that one of them is not shown', async () => {
    const text = await page();
    expect(text).toContain('Les éditeurs sont fictifs');
    expect(text).toMatch(/1 éditeurs? n(e sont|’est) pas montrés?/);
    expect(text).toContain('secret statistique');
  });

  it('shows a name with markup as text', async () => {
    expect(await page()).not.toContain('<b>');
  });

  it('asks for units in the owner’s view alone', async () => {
    const asked = () => figures.queries.filter(({ query }) => query.parameters['detail']).length;
    await page();
    expect(asked()).toBe(0);
    await page('?view=owner');
    expect(asked()).toBe(1);
  });
});
