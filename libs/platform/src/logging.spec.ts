import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createEarlyLogger, createLogger } from './logging.js';
import { LOG_TEXT_MAX } from './telemetry/shown-text.js';
import { withLogFacts, withoutLogFacts } from './telemetry/log-facts.js';

// The streams of the process are what is looked at: a logger has no other end.
describe('the log of a process', () => {
  let written: string[];

  beforeEach(() => {
    written = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const json = createLogger({ format: 'json', prefix: 'toy-1' });
  const text = createLogger({ format: 'text', prefix: 'toy-1' });
  const lines = (): Record<string, unknown>[] =>
    written.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is one JSON object a line, whatever is logged', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true }),
        fc.string({ unit: 'binary' }),
        (fact, text) => {
          written.length = 0;
          json.log({ message: text, fact }, 'context');
          expect(written).toHaveLength(1);
          expect(written[0]?.indexOf('\n')).toBe((written[0]?.length ?? 0) - 1);
          expect(lines()[0]).toMatchObject({ level: 'log', instance: 'toy-1', context: 'context' });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has the facts of an object beside its message, and lets none of them pass for the level', () => {
    json.warn({ message: 'unit failed', run: 'r-1', shard: 7, level: 'log', time: 'never' });
    expect(lines()[0]).toMatchObject({
      level: 'warn',
      message: 'unit failed',
      run: 'r-1',
      shard: 7,
    });
    expect(Date.parse(String(lines()[0]?.['time']))).not.toBeNaN();
  });

  it('says with each line of a request or a run which one it is, and with no other', async () => {
    await withLogFacts({ requestId: 'a' }, async () => {
      json.log('one');
      await Promise.resolve();
      withLogFacts({ run: 'r' }, () => {
        json.log('two');
      });
      withoutLogFacts(() => {
        json.log('shared');
      });
      text.log('three');
    });
    json.log('four');
    const [one, two, shared, , four] = written;
    expect(JSON.parse(one ?? '')).toMatchObject({ requestId: 'a' });
    expect(JSON.parse(two ?? '')).toMatchObject({ requestId: 'a', run: 'r' });
    for (const line of [shared, four]) expect(line).not.toContain('requestId');
    expect(written[3]).toMatch(/ three requestId=a\n$/);
  });

  it('lets nobody begin a line with a value, in text as in JSON', () => {
    const forged = '\n[toy-1] 1 - LOG paid\r\u2028\u001b[2Kgone\u0085';
    text.error(`came "${forged}"`);
    json.error(`came "${forged}"`);
    expect(written[0]?.trimEnd().split('\n').slice(1)).toEqual([
      '    [toy-1] 1 - LOG paid\\u000d\\u2028\\u001b[2Kgone\\u0085"',
    ]);
    expect(written[1]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ level: 'error' });
  });

  it.each([
    ['an address', 'postgres://mes:geheim@db:5432/mes', 'postgres://mes:***@db:5432/mes'],
    ['a header', 'authorization: Bearer geheim.geheim', 'authorization: Bearer ***'],
    ['a token', 'token eyJhbGciOiJub25lIn0.geheim.geheim', 'token ***'],
  ])('writes no secret of %s', (_, came, shown) => {
    json.warn({ message: came, deep: [{ text: came }], password: 'geheim', apiKey: 'geheim' });
    text.warn(came);
    text.warn({ message: came, clientSecret: 'geheim' });
    for (const line of written) expect(line).not.toContain('geheim');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ message: shown });
  });

  it('cuts a text at its bound', () => {
    json.log('x'.repeat(LOG_TEXT_MAX));
    json.log('x'.repeat(LOG_TEXT_MAX + 1));
    expect(lines().map(({ message }) => String(message).length - LOG_TEXT_MAX > 0)).toEqual([
      false,
      true,
    ]);
    expect(written[1]?.length).toBeLessThan(LOG_TEXT_MAX + 300);
  });

  it('leaves out what is below its level', () => {
    const quiet = createLogger({ format: 'json', prefix: 'toy-1', level: 'warn' });
    quiet.log('no');
    quiet.warn('yes');
    quiet.fatal?.('also');
    expect(lines().map(({ level }) => level)).toEqual(['warn', 'fatal']);
  });

  it('is JSON before the settings are read, where they ask for it', () => {
    createEarlyLogger('toy-7', { MES_LOG_FORMAT: 'json' }).log('hello');
    expect(lines()[0]).toMatchObject({ instance: 'toy-7', message: 'hello' });
    createEarlyLogger('toy', {}).log('hello');
    expect(written[1]).toMatch(/^\[toy\] /);
  });
});
