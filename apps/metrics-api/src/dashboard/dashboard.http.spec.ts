import type { HttpService } from '#libs/edge';
import { INDICATOR_NAMES } from '#libs/figures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDashboard } from './test-dashboard.js';
import { GivenFigures } from '../test-figures.js';

let api: HttpService;
const figures = new GivenFigures();
beforeAll(async () => {
  api = await startTestDashboard(figures);
});
afterAll(() => api.service.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}${path}`, { headers });

describe('a page', () => {
  it('is HTML in French, and in English when asked', async () => {
    const french = await get('/definitions');
    expect(french.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const text = await french.text();
    expect(text).toMatch(/^<!doctype html><html lang="fr">/);
    expect(text).toContain('<h1>Définitions</h1>');
    const english = await (await get('/definitions?lang=en')).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('href="/volumes?lang=en"');
  });

  it('holds a section for each indicator', async () => {
    const text = await (await get('/definitions')).text();
    for (const name of INDICATOR_NAMES) expect(text).toContain(`id="${name}"`);
  });

  it('lets nothing run but the files of this service', async () => {
    const response = await get('/definitions');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const text = await response.text();
    expect(text).not.toMatch(/<style|style=|<script(?! type="module" src=)|\son[a-z]+=/);
  });

  it('is not sent again while neither figures nor address have changed', async () => {
    const first = await get('/definitions');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const known = { 'if-none-match': `"other", W/${etag}` };
    const second = await get('/definitions', known);
    expect([second.status, await second.text()]).toEqual([304, '']);
    expect((await get('/definitions?lang=en', known)).status).toBe(200);
    figures.version = 'given-2';
    expect((await get('/definitions', known)).status).toBe(200);
    figures.version = 'given-1';
    expect((await get('/definitions', known)).status).toBe(304);
  });
});

describe('an address that a page does not know', () => {
  it('is refused with every fault at once, as a page', async () => {
    const response = await get('/definitions?lang=de&view=all&month=2023-12');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).toContain('<code>lang</code>');
    expect(text).toContain('<code>view</code>');
    expect(text).toContain('<code>month</code>');
  });

  it.each(['__proto__', 'constructor', 'toString', '%3Cscript%3Ealert(1)%3C/script%3E'])(
    'shows markup and hostile names as text: %s',
    async (name) => {
      const response = await get(`/definitions?${name}=1&lang=%3Cb%3E`);
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).not.toContain('<script>');
      expect(text).not.toContain('<b>');
    },
  );

  it.each([
    ['too many parameters', Array.from({ length: 21 }, (_, i) => `p${i}=1`).join('&')],
    ['a value that is too long', `lang=${'x'.repeat(201)}`],
    ['too many values', Array.from({ length: 121 }, () => 'lang=fr').join('&')],
  ])('is refused for %s', async (_, query) => {
    expect((await get(`/definitions?${query}`)).status).toBe(400);
  });
});

describe('the files of the pages', () => {
  it('are linked by names that change with their content, and kept for a year', async () => {
    const text = await (await get('/definitions')).text();
    const places = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, place]) => place ?? '');
    expect(places.map((place) => place.replace(/\.[0-9a-f]{12}\./, '.'))).toEqual([
      '/assets/dashboard.css',
      '/assets/icon.svg',
      '/assets/dashboard.js',
    ]);
    for (const place of places) {
      const file = await get(place);
      expect(file.status).toBe(200);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('are not there under another name', async () => {
    expect((await get('/assets/dashboard.css')).status).toBe(404);
    expect((await get('/assets/..%2F..%2Fpackage.json')).status).toBe(404);
  });
});

describe('the owner’s view', () => {
  it('is closed to unknown callers, and open where the service says so', async () => {
    const closed = await startTestDashboard(new GivenFigures(), { isOwnersViewOpen: false });
    try {
      const refused = await fetch(`${closed.url}/definitions?view=owner`);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('Cette vue est réservée');
      expect((await fetch(`${closed.url}/definitions?view=public`)).status).toBe(200);
    } finally {
      await closed.service.close();
    }
    const open = await get('/definitions?view=owner');
    expect(open.status).toBe(200);
    expect(open.headers.get('cache-control')).toBe('private, no-cache');
    expect(await open.text()).toContain('Vue du propriétaire');
  });

  it('goes along to every link of the page and to its files', async () => {
    const text = await (await get('/quality?view=owner')).text();
    expect(text).toContain('href="/volumes?view=owner"');
    expect(text).toMatch(/\/v1\/indicators\/months\.csv\?view=owner/);
  });
});
