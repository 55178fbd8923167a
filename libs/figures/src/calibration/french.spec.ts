import { describe, expect, it } from '@jest/globals';
import { CALIBRATION_POINTS } from '#libs/reference';
import { frenchPoint } from './french.js';

describe('the French words of published values', () => {
  it.each(CALIBRATION_POINTS.map(({ id, note }) => [id, note] as const))(
    'are there for %s, with a note where there is one in English',
    (id, note) => {
      const french = frenchPoint(id);
      expect(french?.label.length).toBeGreaterThan(5);
      expect(french?.note !== '').toBe(note !== '');
    },
  );

  it('repeat the numbers of the English notes', () => {
    const numbersOf = (text: string): string[] => text.match(/\d+/g) ?? [];
    for (const { id, note } of CALIBRATION_POINTS) {
      // 15.4 and 15,4, 67,415,394 and 67 415 394 have the same groups of digits.
      expect([id, numbersOf(frenchPoint(id)?.note ?? '')]).toEqual([id, numbersOf(note)]);
    }
  });

  it('are none for a value that is not there', () => {
    expect(frenchPoint('toString')).toBeUndefined();
  });
});
