import { CALIBRATION_POINTS, DENOMINATORS } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import { PageContext } from './page-context.js';
import { sourceText, sourcesText } from './source-words.js';

const page = (language: 'fr' | 'en') => new PageContext('/', language, 'public', {}, '');

describe('the sources of figures', () => {
  it.each([...new Set([...DENOMINATORS, ...CALIBRATION_POINTS].map(({ source }) => source))])(
    'are not English on a French page: %s',
    (source) => {
      expect(sourceText(page('fr'), source)).not.toMatch(/ (on|of|the|to|from) |rounded|^press\b/);
      expect(sourceText(page('en'), source)).toBe(source);
    },
  );

  it.each([
    [4, false],
    [5, true],
  ])('are named up to four: of %d, others are counted: %s', (count, isCut) => {
    const sources = Array.from({ length: count }, (_, at) => `source ${at}`);
    expect(sourcesText(page('en'), sources).includes('more, named in the table')).toBe(isCut);
  });
});
