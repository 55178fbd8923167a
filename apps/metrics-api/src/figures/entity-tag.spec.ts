import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entityTag, gzipTag, isKnown } from './entity-tag.js';

describe('an entity tag', () => {
  const tag = entityTag(['v1', 'volumes']);

  it('is a strong one, of characters that every header may have', () => {
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(gzipTag(tag)).toMatch(/^"[\w-]{22}-gzip"$/);
  });

  it('differs as soon as one part does, wherever the parts are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (some, others) => {
        const isEqual = JSON.stringify(some) === JSON.stringify(others);
        expect(entityTag(some) === entityTag(others)).toBe(isEqual);
      }),
    );
    expect(entityTag(['ab', 'c'])).not.toBe(entityTag(['a', 'bc']));
  });

  it.each([
    [undefined, false],
    ['', false],
    ['nonsense', false],
    ['"other"', false],
    ['*', true],
    [tag, true],
    [`W/${tag}`, true],
    [gzipTag(tag), true],
    [`"other", ${tag}`, true],
    [`"other",W/${gzipTag(tag)}`, true],
  ])('is known to a client that sends %s: %s', (header, expected) => {
    expect(isKnown(header, tag)).toBe(expected);
  });
});
