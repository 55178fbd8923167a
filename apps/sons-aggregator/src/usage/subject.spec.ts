import { INSTANTS_KEPT_MAX } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Subject } from './subject.js';

const KEPT = INSTANTS_KEPT_MAX;
const count = (subject: Subject, instants: readonly number[]): Subject => {
  for (const atMs of instants) subject.count(atMs, () => undefined);
  return subject;
};
const numbered = (size: number) => Array.from({ length: size }, (_, index) => index);
const anySubject = () => new Subject('1750000018', '', 3);
const watched = (subject: Subject, signedAtMs: number, installedAtMs: number | null): Subject => {
  const watcher = {
    client: subject.site,
    solution: subject.solution,
    unit: subject.site,
    signedAtMs,
    installedAtMs,
    fromOrder: subject.earliestFrom(signedAtMs) ?? [],
    fromInstallation: installedAtMs === null ? [] : (subject.earliestFrom(installedAtMs) ?? []),
  };
  subject.ever = undefined;
  subject.watchers.push(watcher);
  subject.settle();
  return subject;
};

describe('Subject', () => {
  it('tells the earliest from an instant on as long as all documents are kept', () => {
    const subject = count(anySubject(), numbered(KEPT - 1));
    expect(subject.earliestFrom(10)).toEqual([10, 11, 12, 13, 14]);
    expect(subject.earliestFrom(-Infinity)).toHaveLength(KEPT - 1);
  });

  it('does not tell what it cannot know once documents may be missing', () => {
    const subject = count(anySubject(), numbered(KEPT + 1));
    expect(subject.earliestFrom(0)).toEqual(numbered(KEPT));
    expect(subject.earliestFrom(1)).toBeUndefined();
    expect(subject.earliestFrom(-5)).toEqual(numbered(KEPT));
  });

  it('cuts the installation out of the order’s list while that is complete', () => {
    const subject = count(watched(anySubject(), 5, null), numbered(12));
    expect(subject.earliestFrom(8)).toEqual([8, 9, 10, 11]);
    expect(subject.earliestFrom(4)).toBeUndefined();
  });

  it('counts from each start on, the instant itself included', () => {
    const subject = count(watched(anySubject(), 10, 20), [9, 10, 19, 20, 21]);
    expect(subject.watchers[0]).toMatchObject({
      fromOrder: [10, 19, 20, 21],
      fromInstallation: [20, 21],
    });
  });

  it('is settled when no later document changes a list, and not one document before', () => {
    const subject = count(watched(anySubject(), 0, 0), numbered(KEPT - 1));
    expect(subject.settledFromMs).toBe(Infinity);
    count(subject, [KEPT - 1]);
    expect(subject.settledFromMs).toBe(KEPT - 1);
  });

  it('keeps the same whatever the order, and changes nothing from the settled instant on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (before, after, signedAtMs, installedAtMs) => {
          const subject = count(anySubject(), before);
          const isExact =
            subject.earliestFrom(signedAtMs) !== undefined &&
            subject.earliestFrom(installedAtMs) !== undefined;
          fc.pre(isExact);
          count(watched(subject, signedAtMs, installedAtMs), after);
          const from = (startMs: number) =>
            [...before, ...after]
              .filter((atMs) => atMs >= startMs)
              .sort((a, b) => a - b)
              .slice(0, KEPT);
          expect(subject.watchers[0]).toMatchObject({
            fromOrder: from(signedAtMs),
            fromInstallation: from(installedAtMs),
          });
          const kept = JSON.stringify(subject.watchers);
          if (Number.isFinite(subject.settledFromMs)) count(subject, [subject.settledFromMs, 61]);
          else expect(from(Math.max(signedAtMs, installedAtMs)).length).toBeLessThan(KEPT);
          if (Number.isFinite(subject.settledFromMs)) {
            expect(JSON.stringify(subject.watchers)).toBe(kept);
          }
        },
      ),
    );
  });
});
