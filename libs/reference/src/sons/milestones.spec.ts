import { describe, expect, it } from '@jest/globals';
import { PUBLICATIONS, SITE_KINDS, SONS_MILESTONES, type SonsMilestone } from '../index.js';
import { parisInstantMs } from '../calendar/instants.js';
import { EQUIPPED_DOCTORS } from '../sites/site-kinds.js';

function milestoneOf(id: string): SonsMilestone {
  const milestone = SONS_MILESTONES.find((candidate) => candidate.id === id);
  if (milestone === undefined) throw new Error(`no milestone ${id}`);
  return milestone;
}

describe('the milestones of the SONS', () => {
  it('have ids of their own, stand in time order and name their publication', () => {
    const ids = SONS_MILESTONES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const instants = SONS_MILESTONES.map(({ atMs }) => atMs);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    for (const { publication, source, url, value } of SONS_MILESTONES) {
      expect(source).toBe(PUBLICATIONS[publication].label);
      expect(url).toBe(PUBLICATIONS[publication].url);
      expect(value).toBeGreaterThan(0);
    }
  });

  it('are shares up to 1, and whole numbers of everything else', () => {
    for (const { unit, value } of SONS_MILESTONES) {
      if (unit === 'share') expect(value).toBeLessThanOrEqual(1);
      else expect(Number.isSafeInteger(value)).toBe(true);
    }
  });

  it('close wave 1 on 14 December 2023 at 14:00 in Paris, which is 13:00 UTC', () => {
    const closing = Date.parse('2023-12-14T13:00:00Z');
    expect(milestoneOf('balances-deposited').atMs).toBe(closing);
    expect(milestoneOf('lgo-mean').atMs).toBe(Date.parse('2023-04-28T12:00:00Z'));
  });

  it('put the pharmacies of the site catalogue at the mean inside the published total', () => {
    const pharmacies = SITE_KINDS.find(({ code }) => code === 'pharmacy')?.sites ?? 0;
    const total = pharmacies * milestoneOf('lgo-mean').value;
    expect(total).toBeGreaterThan(milestoneOf('lgo-total-least').value);
    expect(total).toBeLessThan(milestoneOf('lgo-total-most').value);
  });

  it('say of the practices’ total what the note computes from it', () => {
    const { value, note } = milestoneOf('lgc-total');
    expect(note).toContain((value / 28_400).toFixed(0).replace('88028', '88,028'));
    expect(note).toContain(`${((EQUIPPED_DOCTORS * 284) / 1e6).toFixed(1)} million €`);
  });
});

describe('an instant of the Paris wall clock', () => {
  it.each([
    ['2022-06-21', '2022-06-20T22:00:00Z'],
    ['2023-12-14T14:00', '2023-12-14T13:00:00Z'],
    ['2023-03-26', '2023-03-25T23:00:00Z'],
    ['2023-03-27', '2023-03-26T22:00:00Z'],
  ])('reads %s as %s', (text, utc) => {
    expect(parisInstantMs(text)).toBe(Date.parse(utc));
  });

  // By message: the global Temporal throws the RangeError of another realm under Jest.
  it('refuses a text that is no wall clock', () => {
    expect(() => parisInstantMs('2023-02-30')).toThrow(/^Temporal error/);
    expect(() => parisInstantMs('14 December 2023')).toThrow(/^Temporal error/);
    expect(() => parisInstantMs('2023-12-14T13:00:00Z')).toThrow(/^Temporal error/);
  });
});
