import { describe, expect, it } from '@jest/globals';
import { SCHEMA_ID } from '#libs/events';
import { EDITORS, SOLUTIONS } from '#libs/reference';
import { parseSelection } from './parse-selection.js';

describe('a selection in words', () => {
  it('reads months and days from midnight to midnight in Paris, in winter and in summer', () => {
    const { selection, faults } = parseSelection({
      registered: '2023-12',
      occurred: '2023-07-14',
      sent: '2023-10-29/2023-10-30',
    });
    expect(faults).toEqual([]);
    expect(selection).toEqual({
      registeredAt: { from: Date.UTC(2023, 10, 30, 23), before: Date.UTC(2023, 11, 31, 23) },
      occurredAt: { from: Date.UTC(2023, 6, 13, 22), before: Date.UTC(2023, 6, 14, 22) },
      // The day of 25 hours.
      sentAt: { from: Date.UTC(2023, 9, 28, 22), before: Date.UTC(2023, 9, 29, 23) },
    });
  });

  it('reads open ranges and instants', () => {
    const { selection, faults } = parseSelection({
      registered: '2023-12-24T08:00:00Z/',
      offsets: '/5000',
    });
    expect(faults).toEqual([]);
    expect(selection).toEqual({
      registeredAt: { from: Date.UTC(2023, 11, 24, 8) },
      offsets: { before: 5000 },
    });
  });

  it('takes types and channels together, and editors and solutions together', () => {
    const [solution] = SOLUTIONS;
    const editor = EDITORS[solution?.editor ?? 0];
    const { selection, faults } = parseSelection({
      type: 'DocumentDeposited,MessageSent',
      channel: 'dmp',
      editor: editor?.name ?? '',
      solution: `${solution?.code ?? ''},LGC-02`,
    });
    expect(faults).toEqual([]);
    expect(selection.schemaIds).toEqual(new Set([SCHEMA_ID.DocumentDeposited]));
    const expected = SOLUTIONS.filter(
      ({ code, editor: of }) =>
        [solution?.code, 'LGC-02'].includes(code) && of === solution?.editor,
    ).map(({ index }) => index);
    expect(selection.solutions).toEqual(new Set(expected));
  });

  it('reads headers with and without a value', () => {
    expect(parseSelection({ header: 'a, b=c=d,e=' }).selection.headers).toEqual([
      { name: 'a' },
      { name: 'b', value: 'c=d' },
      { name: 'e', value: '' },
    ]);
  });

  it('names every fault at once, with what was expected and what came', () => {
    const { faults } = parseSelection({
      registered: '2023-13',
      occurred: '2023-12-02/2023-12-01',
      sent: '/',
      offsets: '9/3',
      type: 'DocumentDeposited,Nothing',
      channel: 'fax',
      editor: 'ED-999',
      solution: 'LGC-99,LGC-98',
      site: 'a b',
      header: '=x',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      '--registered',
      '--occurred',
      '--sent',
      '--offsets',
      '--type',
      '--channel',
      '--editor',
      '--solution',
      '--solution',
      '--site',
      '--header',
    ]);
    for (const fault of faults) expect(fault).toMatch(/expected .*came "/);
  });

  it('leaves out what was not asked for', () => {
    expect(parseSelection({})).toEqual({ selection: {}, faults: [] });
  });
});
