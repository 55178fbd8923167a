import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCursor, writeCursor } from './cursor.js';

const cursor = fc.record({
  offset: fc.integer({ min: 0, max: 999_999_999 }),
  dataVersion: fc.string({ unit: 'grapheme', maxLength: 40 }),
});

describe('a cursor', () => {
  it('is read as it was written, for the same question', () => {
    fc.assert(
      fc.property(cursor, fc.string(), (written, question) => {
        expect(readCursor(writeCursor(written, question), question)).toEqual(written);
      }),
    );
  });

  it('is none for another question', () => {
    fc.assert(
      fc.property(cursor, fc.string(), fc.string(), (written, question, other) => {
        fc.pre(question !== other);
        expect(readCursor(writeCursor(written, question), other)).toBeUndefined();
      }),
    );
  });

  it('is none once a character of it has changed', () => {
    fc.assert(
      fc.property(cursor, fc.nat(), fc.constantFrom('0', 'A', '.', '-'), (written, at, put) => {
        const text = writeCursor(written, 'q');
        const place = at % text.length;
        fc.pre(text[place] !== put);
        const mangled = text.slice(0, place) + put + text.slice(place + 1);
        expect(readCursor(mangled, 'q')).toBeUndefined();
      }),
    );
  });

  it.each(['', '.', '..', '0', '-1..x', 'null'])('is not %.20s', (text) => {
    expect(readCursor(text, 'q')).toBeUndefined();
  });
});
