import { describe, expect, it } from '@jest/globals';
import { parseReplay, type ReplayOptions } from './replay-request.js';

const base: ReplayOptions = { from: 'archive:/data/december', to: 'topic:replayed' };

describe('what a replay is asked to do', () => {
  it('reads sources and targets', () => {
    expect(parseReplay(base)).toEqual({
      source: { kind: 'archive', folder: '/data/december' },
      target: { kind: 'topic', topic: 'replayed' },
      selection: {},
      pace: { kind: 'full' },
      order: 'partition',
      time: 'registered',
      isSure: false,
    });
    expect(parseReplay({ from: 'topic:a,b', to: '-' })).toMatchObject({
      source: { kind: 'topic', topics: ['a', 'b'] },
      target: { kind: 'stdout' },
    });
    expect(parseReplay({ from: 'file:a:b.ndjson', to: 'file:c.ndjson' })).toMatchObject({
      source: { kind: 'file', file: 'a:b.ndjson' },
      target: { kind: 'file', file: 'c.ndjson' },
    });
  });

  it('merges by time when the pace is that of the events', () => {
    expect(parseReplay({ ...base, speed: '10x' })).toMatchObject({
      pace: { kind: 'speed', factor: 10, gapMsMax: 10_000 },
      order: 'time',
    });
    expect(parseReplay({ ...base, speed: '0.5', gapMax: '2m' })).toMatchObject({
      pace: { kind: 'speed', factor: 0.5, gapMsMax: 120_000 },
    });
    expect(parseReplay({ ...base, rate: '5000', order: 'time', time: 'occurred' })).toMatchObject({
      pace: { kind: 'rate', recordsPerSecond: 5000 },
      order: 'time',
      time: 'occurred',
    });
  });

  it('refuses to write onto its own source, and onto a live topic, unless it is sure', () => {
    const own = { from: 'topic:mes.dmp.v1,x', to: 'topic:mes.dmp.v1' };
    expect(() => parseReplay(own)).toThrow(
      /--to topic:mes\.dmp\.v1: expected another topic than the source, came the source itself\. Pass --yes/,
    );
    expect(() => parseReplay(own)).toThrow(
      /expected a topic that nobody counts from, came a live one/,
    );
    expect(() => parseReplay({ ...base, to: 'topic:mes.sons.v1' })).toThrow(/came a live one/);
    expect(() => parseReplay({ ...base, to: 'origin' })).toThrow(/--to origin: .*Pass --yes/);
    expect(() => parseReplay({ from: 'topic:x', to: 'topic:x' })).toThrow(/the source itself/);
    expect(parseReplay({ ...own, yes: true }).isSure).toBe(true);
    expect(parseReplay(own, true).target).toEqual({ kind: 'topic', topic: 'mes.dmp.v1' });
  });

  it('refuses to rebuild from a part, unless it is sure', () => {
    const part = { ...base, to: 'rebuild', channel: 'dmp' };
    expect(() => parseReplay(part)).toThrow(/--to rebuild: expected no selection, came one/);
    expect(parseReplay({ ...part, yes: true }).target).toEqual({ kind: 'rebuild' });
    expect(parseReplay({ ...base, to: 'rebuild' }).target).toEqual({ kind: 'rebuild' });
  });

  it('names every fault at once', () => {
    const faulty: ReplayOptions = {
      from: 'tape:1',
      to: 'printer',
      channel: 'fax',
      solution: 'LGC-99',
      speed: '0x',
      rate: '5',
      gapMax: '-1s',
      order: 'random',
      time: 'sent',
    };
    expect(() => parseReplay(faulty)).toThrow(
      new RegExp(
        [
          'nothing was done',
          '--from',
          '--to',
          '--channel',
          '--solution',
          '--speed and --rate',
          '--gap-max',
          '--speed',
          '--order',
          '--time',
        ].join('[^]*'),
      ),
    );
    expect(() => parseReplay({ ...base, gapMax: '1s' })).toThrow(/expected together with --speed/);
    expect(() => parseReplay({ ...base, speed: '2x', order: 'partition' })).toThrow(
      /expected --order time, which it implies/,
    );
  });
});
