import { describe, expect, it } from '@jest/globals';
import { encodeSiteSegment, type SiteFields } from './head.js';
import { SITE_ROW, SiteRowError, SiteRows } from './site-rows.js';
import { encodeStringSegment } from './varints.js';

const FIELDS: SiteFields = {
  author: '810101234567',
  site: '1750712184',
  couloir: 4,
  solution: 63,
};

describe('site rows', () => {
  it('hold the plain segments of author and site, for solutions of one byte and of two', () => {
    const rows = new SiteRows(3);
    const at = SITE_ROW.bytes;
    for (const solution of [0, 63, 64, 166]) {
      const fields = { ...FIELDS, solution };
      rows.set(at, fields);
      expect(Buffer.compare(rows.segment(at), encodeSiteSegment(fields))).toBe(0);
      expect(Buffer.compare(rows.key(at), encodeStringSegment(fields.site))).toBe(0);
    }
  });

  it('are empty until they are set, one by one', () => {
    const rows = new SiteRows(3);
    rows.set(SITE_ROW.bytes, FIELDS);
    expect([0, 1, 2].map((row) => rows.isEmpty(row * SITE_ROW.bytes))).toEqual([true, false, true]);
  });

  it.each([
    ['a short author', { author: '81010123456' }],
    ['a long author', { author: '8101012345678' }],
    ['a short site', { site: '175071218' }],
    ['a long site', { site: '17507121845' }],
    ['a solution of three bytes', { solution: 8192 }],
  ])('refuse %s', (_, changes) => {
    const rows = new SiteRows(1);
    expect(() => {
      rows.set(0, { ...FIELDS, ...changes });
    }).toThrow(SiteRowError);
  });
});
