import { describe, expect, it } from '@jest/globals';
import { neededWay, probeMemory, probeNode } from './probe.js';

describe('neededWay', () => {
  const nothing = { infra: 'auto', isExternal: false, canEmbed: false, hasDocker: false } as const;

  it('is external when addresses are given, whatever else is there', () => {
    expect(neededWay({ ...nothing, isExternal: true, canEmbed: true, infra: 'docker' })).toBe(
      'external',
    );
  });

  it('is the one that was asked for, also when it is not there', () => {
    expect(neededWay({ ...nothing, infra: 'docker', canEmbed: true })).toBe('docker');
    expect(neededWay({ ...nothing, infra: 'embedded', hasDocker: true })).toBe('embedded');
  });

  it('is embedded before containers, and embedded when neither is there', () => {
    expect(neededWay({ ...nothing, canEmbed: true, hasDocker: true })).toBe('embedded');
    expect(neededWay({ ...nothing, hasDocker: true })).toBe('docker');
    expect(neededWay(nothing)).toBe('embedded');
  });
});

describe('probeNode', () => {
  it('takes 26 and not 25', () => {
    expect(probeNode('25.9.0').ok).toBe(false);
    expect(probeNode('26.0.0').ok).toBe(true);
  });
});

describe('probeMemory', () => {
  it('wants the heap and what stands beside it, and not a byte less', () => {
    const options = {
      infra: 'auto',
      cacheDirectory: '/cache',
      kafkaHeapMegabytes: 512,
      onProgress: () => undefined,
    } as const;
    const enough = (512 + 1536) * 1024 * 1024;
    expect(probeMemory(options, enough).ok).toBe(true);
    expect(probeMemory(options, enough - 1).ok).toBe(false);
  });
});
