import { QueryFaultsError } from '#libs/figures';
import { afterEach, describe, expect, it } from '@jest/globals';
import { KEEPING_LIMITS } from './figures-limits.js';
import { DatabaseDownError, FiguresThread, FiguresUnavailableError } from './figures-thread.js';
import { GivenFigures } from './test-figures.js';

const QUERY = { parameters: {}, view: 'public' } as const;

/** A program of a thread that answers each question with what an expression makes of it. */
const answering = (answer: string): URL =>
  program(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (message) => {
      if (message.order === 'close') parentPort.close();
      else parentPort.postMessage({ id: message.id, answer: ${answer} });
    });`);

const program = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

describe('the thread of the figures', () => {
  let thread: FiguresThread | undefined;
  afterEach(() => thread?.close());

  const started = (url: URL): FiguresThread =>
    (thread = new FiguresThread({ databaseUrl: '', light: new GivenFigures(), program: url }));

  it('answers each question with its own answer', async () => {
    const echo = started(answering('{ table: { name: message.name } }'));
    const tables = await Promise.all([echo.answer('volumes', QUERY), echo.answer('months', QUERY)]);
    expect(tables.map(({ name }) => name)).toEqual(['volumes', 'months']);
  });

  it.each([
    [
      '{ kind: "query", indicator: "volumes", faults: [{ parameter: "month", reason: { fr: "attendu", en: "expected" } }] }',
      QueryFaultsError,
    ],
    ['{ kind: "database", message: "down" }', DatabaseDownError],
    ['{ kind: "other", message: "a bug", code: "" }', Error],
  ])('gives back the error that was thrown there: %s', async (failure, type) => {
    const asked = started(answering(`{ failure: ${failure} }`)).answer('volumes', QUERY);
    await expect(asked).rejects.toThrow(type);
  });

  it('says that it ended to all who wait, and starts again for the next question', async () => {
    const dying = started(program('import("node:worker_threads").then(() => process.exit(3))'));
    for (let time = 0; time < 2; time++) {
      const asked = [dying.answer('volumes', QUERY), dying.answer('months', QUERY)];
      for (const { status, reason } of (await Promise.allSettled(asked)) as {
        status: string;
        reason?: unknown;
      }[]) {
        expect(status).toBe('rejected');
        expect(reason).toBeInstanceOf(FiguresUnavailableError);
      }
    }
  });

  it('lets so many questions wait, and refuses one more', async () => {
    const silent = started(program('setInterval(() => {}, 1000)'));
    const waiting = Array.from({ length: KEEPING_LIMITS.waitingMax }, () =>
      silent.answer('volumes', QUERY),
    );
    await expect(silent.answer('volumes', QUERY)).rejects.toThrow(
      String(KEEPING_LIMITS.waitingMax),
    );
    await silent.close();
    const ends = await Promise.allSettled(waiting);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});
