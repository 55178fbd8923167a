import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHANNELS } from './channels.js';
import { SHARD_COUNT } from './shards.js';
import {
  SourceError,
  parseIntakeSource,
  parseSource,
  sourceOf,
  sourceOfIntake,
} from './sources.js';
import { STREAMS } from './streams.js';

describe('a source', () => {
  it('names stream, scenario, seed and shard', () => {
    expect(sourceOf('dmp', 'national-december-2023', 42, 17)).toBe(
      'dmp/national-december-2023/42/17',
    );
  });

  it('gives its parts back', () => {
    const parts = fc.record({
      stream: fc.constantFrom(...STREAMS),
      scenario: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/),
      seed: fc.maxSafeNat(),
      shard: fc.nat(SHARD_COUNT - 1),
    });
    fc.assert(
      fc.property(parts, (source) => {
        const { stream, scenario, seed, shard } = source;
        expect(parseSource(sourceOf(stream, scenario, seed, shard))).toEqual(source);
      }),
    );
  });

  it.each([
    '',
    'dmp',
    'dmp/smoke/42',
    'dmp/smoke/42/17/1',
    'other/smoke/42/17',
    'dmp//42/17',
    'dmp/smoke/042/17',
    'dmp/smoke/-1/17',
    'dmp/smoke/1.5/17',
    'dmp/smoke/9007199254740992/17',
    'dmp/smoke/42/48',
    'dmp/smoke/42/',
    'dmp/smo ke/42/17',
  ])('that reads "%s" is not a simulated one', (text) => {
    expect(parseSource(text)).toBeUndefined();
  });

  it('cannot be made from a name that would be read back as another', () => {
    expect(() => sourceOf('dmp', 'a/b', 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', '', 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'a'.repeat(65), 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'smoke', 42, SHARD_COUNT)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'smoke', -1, 0)).toThrow(SourceError);
  });
});

describe('the source of an intake', () => {
  it('names channel and shard, and gives them back', () => {
    expect(sourceOfIntake('dmp', 17)).toBe('dmp/intake/17');
    fc.assert(
      fc.property(fc.constantFrom(...CHANNELS), fc.nat(SHARD_COUNT - 1), (channel, shard) => {
        const text = sourceOfIntake(channel, shard);
        expect(parseIntakeSource(text)).toEqual({ channel, intake: channel, shard });
        expect(parseSource(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    '',
    'dmp/intake',
    'dmp/intake/',
    'dmp/intake/48',
    'dmp/intake/017',
    'dmp/intake/1/2',
    'sons/intake/1',
    'dmp/smoke/1',
    'dmp/intake/42/17',
  ])('is not "%s"', (text) => {
    expect(parseIntakeSource(text)).toBeUndefined();
  });

  it('names the streams that the intake of another channel writes apart', () => {
    const text = sourceOfIntake('dmp', 17, 'eprescription');
    expect(text).toBe('dmp/intake-eprescription/17');
    expect(parseIntakeSource(text)).toEqual({ channel: 'dmp', intake: 'eprescription', shard: 17 });
    expect(parseIntakeSource('dmp/intake-dmp/17')).toBeUndefined();
    expect(parseIntakeSource('dmp/intake-sons/17')).toBeUndefined();
  });

  it('ends at the last shard', () => {
    expect(() => sourceOfIntake('dmp', SHARD_COUNT - 1)).not.toThrow();
    expect(() => sourceOfIntake('dmp', SHARD_COUNT)).toThrow(SourceError);
    expect(() => sourceOfIntake('dmp', -1)).toThrow(SourceError);
  });
});
