import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DISCLOSURE } from './rules.js';
import { STATUS_TEXTS, SUPPRESSED, suppressionTexts } from './texts.js';

describe('texts on suppression', () => {
  it('say the rules that are used, in both languages', () => {
    const rules = {
      ...DEFAULT_DISCLOSURE,
      patientsMin: 6,
      enterprisesMin: 4,
      dominancePercentMax: 70,
    };
    const [first] = suppressionTexts(rules);
    for (const text of [first?.fr, first?.en]) {
      expect(text).toMatch(/\b6 patients\b/);
      expect(text).toMatch(/\b4 (entreprises|enterprises)\b/);
      expect(text).toMatch(/\b70 %/);
    }
  });

  it('are there in both languages, and differ', () => {
    for (const { fr, en } of [SUPPRESSED, ...suppressionTexts(), ...Object.values(STATUS_TEXTS)]) {
      expect(fr).not.toBe('');
      expect(en).not.toBe('');
      expect(fr).not.toBe(en);
    }
  });
});
