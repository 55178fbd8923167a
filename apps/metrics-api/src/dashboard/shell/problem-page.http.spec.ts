import type { HttpService } from '#libs/edge';
import { QueryFaultsError } from '#libs/figures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GivenFigures } from '../../test-figures.js';
import { startTestDashboard } from '../test-dashboard.js';

let api: HttpService;
beforeAll(async () => {
  const figures = new GivenFigures({
    people: () => {
      throw new QueryFaultsError('people', [
        { parameter: 'window', reason: { fr: 'attendu : une fenêtre', en: 'expected a window' } },
      ]);
    },
    quality: () => {
      throw Object.assign(new Error('relation does not exist'), { code: '42P01' });
    },
  });
  api = await startTestDashboard(figures);
});
afterAll(() => api.service.close());

/** The text of a page between its heading and its foot. */
async function refusalAt(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}${path}`);
  const html = await response.text();
  return {
    status: response.status,
    text: html.slice(html.indexOf('<h1>'), html.indexOf('<footer')),
  };
}

describe('the refusal of a page', () => {
  it.each([
    ['/definitions?month=1', 'pas un paramètre de cette page', 'no parameter of this page'],
    ['/definitions?view=all', 'une des valeurs acceptées', 'one of the accepted values'],
    ['/volumes?channel=fax', 'une des valeurs acceptées', 'one of the accepted values'],
    ['/as-known-on?date=2023-02-30', 'un jour de 2021-01-01', 'one day from 2021-01-01'],
    ['/as-known-on?date=2023-02-02&until=2023-02-01', 'un jour à partir de', 'a day from'],
    ['/people', 'une fenêtre', 'expected a window'],
  ])('is French, and English when asked: %s', async (path, french, english) => {
    const fr = await refusalAt(path);
    expect([fr.status, fr.text.includes(french), fr.text.includes(english)]).toEqual([
      400,
      true,
      false,
    ]);
    expect(fr.text).not.toContain('lang="en"');
    const en = await refusalAt(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
    expect([en.status, en.text.includes(english), en.text.includes(french)]).toEqual([
      400,
      true,
      false,
    ]);
  });

  it('says in the reader’s language that the figures cannot be had', async () => {
    const { status, text } = await refusalAt('/quality');
    expect(status).toBe(503);
    expect(text).toContain('La base de données n’a pas encore ses tables');
    expect((await refusalAt('/quality?lang=en')).text).toContain('does not have its tables yet');
  });
});
