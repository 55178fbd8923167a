import { describe, expect, it } from '@jest/globals';
import type * as Testcontainers from 'testcontainers';
import { heldImage, requireImages } from './docker-images.js';

/** The module with an engine that holds some images and can fetch some more. */
const moduleWith = (engine: {
  readonly holds: readonly string[];
  readonly fetches?: readonly string[];
  readonly breaksOff?: boolean;
}): typeof Testcontainers => {
  const held = new Set(engine.holds);
  const client = {
    image: {
      exists: ({ string }: { string: string }) => Promise.resolve(held.has(string)),
      pull: ({ string }: { string: string }) => {
        if (engine.breaksOff) return Promise.resolve();
        if (!engine.fetches?.includes(string)) return Promise.reject(new Error('no such host'));
        held.add(string);
        return Promise.resolve();
      },
      inspect: () =>
        Promise.resolve({
          Id: 'sha256:0123456789abcdef',
          Size: 369_400_000,
          Created: '2026-03-01T10:00:00.000Z',
        }),
    },
  };
  return {
    ImageName: { fromString: (string: string) => ({ string }) },
    getContainerRuntimeClient: () => Promise.resolve(client),
  } as unknown as typeof Testcontainers; // what these functions use of it
};

const ignore = (): void => undefined;

describe('requireImages', () => {
  it('fetches what is missing and says so, and nothing else', async () => {
    const lines: string[] = [];
    const testcontainers = moduleWith({ holds: ['one:1'], fetches: ['two:2'] });
    await requireImages(testcontainers, ['one:1', 'two:2'], (line) => lines.push(line));
    expect(lines).toEqual(['fetching the image two:2']);
  });

  it('names every image that is missing, and how to get those alone', async () => {
    const testcontainers = moduleWith({ holds: ['one:1'], fetches: [] });
    await expect(
      requireImages(testcontainers, ['one:1', 'two:2', 'three:3'], ignore),
    ).rejects.toMatchObject({
      name: 'DockerImageMissingError',
      exitCode: 2,
      fault: {
        came: 'two:2: not held, and cannot be fetched: no such host; three:3: not held, and cannot be fetched: no such host',
        action: expect.stringContaining('docker pull two:2 && docker pull three:3,') as unknown,
      },
    });
  });

  it('says how to do without the helper that cleans up, when it is that which is missing', async () => {
    const testcontainers = moduleWith({ holds: ['one:1'] });
    const without = 'TESTCONTAINERS_RYUK_DISABLED=true';
    await expect(
      requireImages(testcontainers, ['one:1', 'testcontainers/ryuk:0'], ignore),
    ).rejects.toThrow(without);
    await expect(requireImages(testcontainers, ['two:2'], ignore)).rejects.not.toThrow(without);
  });

  it('does not take a transfer that broke off for an image', async () => {
    const testcontainers = moduleWith({ holds: [], breaksOff: true });
    await expect(requireImages(testcontainers, ['one:1'], ignore)).rejects.toThrow(
      /one:1: not held, and the transfer broke off/,
    );
  });
});

describe('heldImage', () => {
  it('says which one it is, and of one that is not held nothing', async () => {
    const testcontainers = moduleWith({ holds: ['one:1'] });
    expect(await heldImage(testcontainers, 'one:1')).toEqual({
      id: '0123456789ab',
      megabytes: 369,
      builtOn: '2026-03-01',
    });
    expect(await heldImage(testcontainers, 'two:2')).toBeUndefined();
  });
});
