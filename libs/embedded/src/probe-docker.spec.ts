import { describe, expect, it } from '@jest/globals';
import { imageFinding } from './probe-docker.js';

describe('imageFinding', () => {
  it('says which image is held', () => {
    const image = { id: '0123456789ab', megabytes: 369, builtOn: '2026-03-01' };
    expect(imageFinding('postgres:18', image)).toMatchObject({
      name: 'image postgres:18',
      ok: true,
      found: '0123456789ab, 369 MB, built 2026-03-01',
    });
  });

  it('tells an image that is not held from an engine that is not there', () => {
    expect(imageFinding('postgres:18', undefined)).toMatchObject({
      ok: false,
      found: 'not held by the engine',
      howToGet: expect.stringContaining('docker pull postgres:18') as unknown,
    });
    expect(imageFinding('postgres:18', 'no engine')).toMatchObject({
      ok: false,
      found: 'no engine to ask',
      howToGet: expect.stringContaining('install Docker') as unknown,
    });
  });
});
