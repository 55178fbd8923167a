import { describe, expect, it } from '@jest/globals';
import { renderToString } from 'preact-render-to-string';
import { columnOf, tableOf } from '../../test-figures.js';
import { HiddenRows } from './hidden-rows.js';
import { PageContext } from './page-context.js';

const columns = [columnOf('month', 'month', 'dimension'), columnOf('events', 'integer', 'value')];
const hidden = tableOf('volumes', columns, [
  ['2023-11', null],
  ['2023-12', 30],
]);
const shown = tableOf('rates', columns, [['2023-12', 30]]);

const noteOf = (view: 'public' | 'owner', tables: (typeof hidden)[]): string =>
  renderToString(
    <HiddenRows page={new PageContext('/volumes', 'en', view, {}, '')} tables={tables} />,
  );

describe('what a page says of its suppressed rows', () => {
  it('is how many there are, why, and the owner’s command', () => {
    const note = noteOf('public', [shown, hidden]);
    expect(note).toContain('1 of the 3 rows');
    expect(note).toContain('npm run mes -- metrics volumes');
    expect(note).toContain('view=owner');
  });

  it('is nothing where nothing is hidden, and for the owner', () => {
    expect(noteOf('public', [shown])).toBe('');
    expect(noteOf('public', [])).toBe('');
    expect(noteOf('owner', [hidden])).toBe('');
  });
});
