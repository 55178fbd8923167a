import { ProblemError } from '#libs/edge';
import { describe, expect, it } from '@jest/globals';
import { askedDay, dayOfInstant } from './asked-day.js';

const NOW_MS = Date.UTC(2024, 0, 16, 23, 30);

describe('askedDay', () => {
  it('is today in Europe/Paris when nothing is asked', () => {
    expect(askedDay(undefined, NOW_MS).day).toBe('2024-01-17');
    expect(askedDay([''], NOW_MS).day).toBe('2024-01-17');
  });

  it('ends with the day in Europe/Paris, in winter and in summer', () => {
    expect(askedDay(['2022-12-01'], NOW_MS).lastMs).toBe(Date.UTC(2022, 11, 1, 23) - 1);
    expect(askedDay(['2022-07-01'], NOW_MS).lastMs).toBe(Date.UTC(2022, 6, 1, 22) - 1);
  });

  it.each(['2021-01-01', '2099-12-31', '2024-02-29'])('takes %s', (day) => {
    expect(askedDay([day], NOW_MS).day).toBe(day);
  });

  it.each(['2020-12-31', '2100-01-01', '2023-02-29', '2023-2-3', 'yesterday', '<b>'])(
    'refuses %s',
    (day) => {
      expect(() => askedDay([day], NOW_MS)).toThrow(ProblemError);
    },
  );

  it('refuses two days', () => {
    expect(() => askedDay(['2022-12-01', '2022-12-02'], NOW_MS)).toThrow(ProblemError);
  });
});

describe('dayOfInstant', () => {
  it('is the day in Europe/Paris', () => {
    expect(dayOfInstant('2024-01-16T23:30:00Z')).toBe('2024-01-17');
    expect(dayOfInstant('2024-01-16T22:30:00Z')).toBe('2024-01-16');
    expect(dayOfInstant('')).toBeUndefined();
  });
});
