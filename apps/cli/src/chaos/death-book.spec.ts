import { describe, expect, it } from '@jest/globals';
import { DeathBook } from './death-book.js';

const end = (pid: number, signal?: NodeJS.Signals) => ({ instance: 'one', pid, signal });

describe('the book of deaths', () => {
  it('counts a process once, however often it was killed', () => {
    const book = new DeathBook();
    book.condemn(1, 'SIGKILL', 'kill emitter');
    book.condemn(1, 'SIGKILL', 'kill emitter');
    book.ended(end(1, 'SIGKILL'));
    expect(book.take()).toEqual({ deaths: { 'kill emitter': 1 }, endedByThemselves: 0 });
    expect(book.take()).toEqual({ deaths: {}, endedByThemselves: 0 });
  });

  it('counts nothing for a signal alone', () => {
    const book = new DeathBook();
    book.condemn(1, 'SIGKILL', 'kill emitter');
    expect(book.take().deaths).toEqual({});
  });

  it('tells what ended by a signal from what ended by itself', () => {
    const book = new DeathBook();
    book.condemn(1, 'SIGTERM', 'restart service');
    book.condemn(1, 'SIGKILL', 'kill aggregator');
    book.ended(end(1, 'SIGKILL'));
    book.condemn(2, 'SIGTERM', 'restart service');
    book.ended(end(2));
    book.condemn(3, 'SIGKILL', 'kill aggregator');
    book.ended(end(3));
    book.ended(end(4, 'SIGABRT'));
    expect(book.take()).toEqual({
      deaths: { 'kill aggregator': 1, 'restart service': 1 },
      endedByThemselves: 2,
    });
  });

  it('does not take a process for one that had its number before', () => {
    const book = new DeathBook();
    book.condemn(1, 'SIGKILL', 'kill emitter');
    book.ended(end(1, 'SIGKILL'));
    book.ended(end(1, 'SIGKILL'));
    expect(book.take()).toEqual({ deaths: { 'kill emitter': 1 }, endedByThemselves: 1 });
  });
});
