import { ProblemError } from '#libs/edge';
import { describe, expect, it } from '@jest/globals';
import { askedDays, dayOfInstant } from './asked-day.js';

const NOW_MS = Date.UTC(2024, 0, 16, 23, 30);

describe('askedDays', () => {
  it('is today in Europe/Paris beside what is known now when nothing is asked', () => {
    for (const query of [{}, { date: [''], until: [''] }]) {
      const { then, until } = askedDays(query, NOW_MS);
      expect([then.day, until]).toEqual(['2024-01-17', undefined]);
    }
  });

  it('ends with the day in Europe/Paris, in winter and in summer', () => {
    const lastMsOf = (day: string): number => askedDays({ date: [day] }, NOW_MS).then.lastMs;
    expect(lastMsOf('2022-12-01')).toBe(Date.UTC(2022, 11, 1, 23) - 1);
    expect(lastMsOf('2022-07-01')).toBe(Date.UTC(2022, 6, 1, 22) - 1);
  });

  it.each(['2021-01-01', '2099-12-31', '2024-02-29'])('takes %s', (day) => {
    expect(askedDays({ date: [day] }, NOW_MS).then.day).toBe(day);
  });

  it.each(['2020-12-31', '2100-01-01', '2023-02-29', '2023-2-3', 'yesterday', '<b>'])(
    'refuses %s',
    (day) => {
      for (const field of ['date', 'until']) {
        expect(() => askedDays({ [field]: [day] }, NOW_MS)).toThrow(ProblemError);
      }
    },
  );

  it('refuses two days in one field', () => {
    expect(() => askedDays({ date: ['2022-12-01', '2022-12-02'] }, NOW_MS)).toThrow(ProblemError);
  });

  it.each([
    ['2022-12-01', '2022-12-01', 'taken'],
    ['2022-12-01', '2022-12-02', 'taken'],
    ['2022-12-02', '2022-12-01', 'refused'],
  ])('of %s until %s is %s', (date, until, expected) => {
    let came = 'taken';
    try {
      askedDays({ date: [date], until: [until] }, NOW_MS);
    } catch (error) {
      expect(error).toBeInstanceOf(ProblemError);
      came = 'refused';
    }
    expect(came).toBe(expected);
  });
});

describe('dayOfInstant', () => {
  it('is the day in Europe/Paris', () => {
    expect(dayOfInstant('2024-01-16T23:30:00Z')).toBe('2024-01-17');
    expect(dayOfInstant('2024-01-16T22:30:00Z')).toBe('2024-01-16');
    expect(dayOfInstant('')).toBeUndefined();
  });
});
