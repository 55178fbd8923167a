import { BadInvocationError } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { metricsAnswer } from './metrics-answer.js';
import {
  invocationError,
  optionFaults,
  readMetricsRequest,
  type MetricsOptions,
} from './metrics-request.js';
import { queryFaultsOf } from './open-figures.js';
import { EchoFigures } from './test-figures.js';

function answer(figures: EchoFigures, names: readonly string[], options: MetricsOptions = {}) {
  const { request, faults } = readMetricsRequest(names, options);
  expect(faults).toEqual([]);
  return metricsAnswer(figures, request, 140);
}

describe('mes metrics', () => {
  it('asks an indicator with months, breakdown and any parameter, and shows the owner everything', async () => {
    const figures = new EchoFigures();
    await answer(figures, ['volumes'], {
      from: '2023-01',
      to: '2023-12',
      by: 'couloir,month',
      where: ['channel=dmp', 'measure=deposited', 'measure=a=b'],
    });
    expect(figures.asked).toEqual([
      {
        name: 'volumes',
        query: {
          view: 'owner',
          parameters: {
            from: ['2023-01'],
            to: ['2023-12'],
            by: ['couloir,month'],
            channel: ['dmp'],
            measure: ['deposited', 'a=b'],
          },
        },
      },
    ]);
  });

  it('prints title, definition, rows and provenance in the language asked for', async () => {
    const english = String(await answer(new EchoFigures(), ['rates']));
    expect(english).toContain('Denominator: persons');
    expect(english).toMatch(/^2023-12 +18 800 000$/m);
    expect(english).toContain('Simulation: smoke, seed 7');
    expect(english).toContain('View: the owner’s, nothing suppressed');
    const french = String(
      await answer(new EchoFigures(), ['rates'], { lang: 'fr', view: 'public' }),
    );
    expect(french).toContain('Dénominateur : persons (fr)');
    expect(french).toContain('Vue : publique, sous secret statistique');
  });

  it('has no denominator line for a count', async () => {
    expect(await answer(new EchoFigures(), ['volumes'])).not.toContain('Denominator');
  });

  it('writes every form that the interface has', async () => {
    const csv = await answer(new EchoFigures(), ['volumes'], { format: 'csv' });
    expect(csv).toBe('month,events,status\r\n2023-12,18800000,\r\n');
    const french = await answer(new EchoFigures(), ['volumes'], { format: 'fr-csv' });
    expect(french).toContain('"2023-12";18800000;');
    const parquet = await answer(new EchoFigures(), ['volumes'], { format: 'parquet' });
    expect(Buffer.from(parquet.slice(0, 4)).toString()).toBe('PAR1');
  });

  it('without an indicator gives volumes of every measure and rates of every window and denominator', async () => {
    const figures = new EchoFigures();
    const text = String(await answer(figures, [], { from: '2023-12' }));
    expect(figures.asked.map(({ name, query }) => [name, query.parameters])).toEqual([
      ['volumes', { from: ['2023-12'], measure: ['deposited', 'replaced'] }],
      ['rates', { from: ['2023-12'], window: ['month', 'year'], denominator: ['legal', 'press'] }],
    ]);
    // Where the figures come from is said once for both.
    expect(text.match(/Simulation: smoke/g)).toHaveLength(1);
  });

  it('without an indicator writes one JSON object of both', async () => {
    const text = String(await answer(new EchoFigures(), [], { format: 'json' }));
    const both = JSON.parse(text) as Record<string, { rows: unknown[] }>;
    expect(Object.keys(both)).toEqual(['volumes', 'rates']);
    expect(both['rates']?.rows).toEqual([{ month: '2023-12', events: 18_800_000, status: '' }]);
  });
});

describe('a wrong invocation of mes metrics', () => {
  it('tells all faults of the command line at once', () => {
    const { faults } = readMetricsRequest(['volume', 'rates'], {
      format: 'xlsx',
      view: 'all',
      lang: 'de',
      where: ['channel', '=dmp'],
    });
    expect(faults.map(({ option }) => option)).toEqual([
      'indicator',
      'indicator',
      '--format',
      '--view',
      '--lang',
      '--where',
      '--where',
    ]);
    expect(faults[0]?.reason).toMatch(/expected one of volumes, rates, .*; came "volume"/);
    expect(faults[2]?.reason).toBe(
      'expected one of table, json, csv, fr-csv, parquet, json-stat; came "xlsx"',
    );
    expect(faults[6]?.reason).toBe('expected name=value; came "=dmp"');
    expect(invocationError(faults)).toBeInstanceOf(BadInvocationError);
    expect(invocationError(faults).message.split('\n')).toHaveLength(7);
  });

  it('needs an indicator for a breakdown, a parameter, or a form of one table', () => {
    const options = { by: 'couloir', where: ['channel=dmp'], format: 'csv' };
    const { faults } = readMetricsRequest([], options);
    expect(faults.map(({ option }) => option)).toEqual(['--by', '--where', '--format']);
    expect(readMetricsRequest(['volumes'], options).faults).toEqual([]);
  });

  it('tells the faults of a query as those of its options', async () => {
    const { request } = readMetricsRequest(['volumes'], { where: ['colour=red', 'size=1'] });
    const failed = metricsAnswer(new EchoFigures(), request, 140);
    await expect(failed).rejects.toThrow(BadInvocationError);
    await expect(failed).rejects.toThrow(
      /^--where colour=: expected another\. Accepted: from, .*\n--where size=: expected another/,
    );
    expect(
      optionFaults([{ parameter: 'from', reason: { fr: 'pas un mois', en: 'no month' } }]),
    ).toEqual([{ option: '--from', reason: 'no month' }]);
  });

  it('is found without a database, with all faults of the query', async () => {
    const parameters = { from: ['2023-13'], by: ['colour'], shape: ['round'] };
    const faults = await queryFaultsOf('volumes', { parameters, view: 'owner' });
    expect(faults.map(({ parameter }) => parameter).sort()).toEqual(['by', 'from', 'shape']);
    expect(await queryFaultsOf('volumes', { parameters: {}, view: 'owner' })).toEqual([]);
  });
});
