import { describe, expect, it } from '@jest/globals';
import { parseMonth } from './months.js';
import { notableMonth } from './notable-months.js';

describe('notableMonth', () => {
  it.each([
    ['2023-08', 'august'],
    ['2024-08', 'august'],
    ['2024-11', 'strike-2024-11'],
    ['2023-11', undefined],
    ['2024-10', undefined],
    ['2024-12', undefined],
  ])('knows of %s: %s', (month, id) => {
    expect(notableMonth(parseMonth(month))?.id).toBe(id);
  });
});
