import {
  ACTIVATION_POINTS,
  PEOPLE_COUNT,
  activatedShareAt,
  firstProfile,
  isActivatedAt,
  personOfOrdinal,
  statusAt,
} from '#libs/patients';
import { formatMonth, monthStartMs, parseMonth } from '#libs/reference';
import { count } from '../output.js';

/** Every so many people one is looked at: 68,018 of them, whose share is right to 0.4 points. */
const SAMPLE_STEP = 1000;

/** Part of the people with an open profile who have activated it, at each instant. */
export function countedShares(instantsMs: readonly number[]): number[] {
  const open = new Array<number>(instantsMs.length).fill(0);
  const activated = new Array<number>(instantsMs.length).fill(0);
  for (let ordinal = 0; ordinal < PEOPLE_COUNT; ordinal += SAMPLE_STEP) {
    const profile = firstProfile(personOfOrdinal(ordinal));
    instantsMs.forEach((nowMs, index) => {
      if (statusAt(profile, nowMs) !== 'active') return;
      open[index] = (open[index] ?? 0) + 1;
      if (isActivatedAt(profile, nowMs)) activated[index] = (activated[index] ?? 0) + 1;
    });
  }
  return open.map((profiles, index) => (profiles === 0 ? 0 : (activated[index] ?? 0) / profiles));
}

/** The published points beside the people as they are made. */
export function activationLines(): string[] {
  const shares = countedShares(ACTIVATION_POINTS.map(({ atMs }) => atMs));
  const rows = ACTIVATION_POINTS.map(({ date, activated, profiles, share, source, assumed }, i) =>
    [
      date.padEnd(10),
      count(activated).padStart(12),
      count(profiles).padStart(12),
      percent(share).padStart(9),
      percent(shares[i] ?? 0).padStart(9),
      `  ${source}${assumed ? ' (assumed)' : ''}`,
    ].join(' '),
  );
  return [
    'date          activated     profiles published     model  source of the number of activated profiles',
    ...rows,
    '',
    `model: one of ${SAMPLE_STEP} people, those with an open profile. Profiles between two published numbers`,
    'are interpolated. Activation is told and never a gate.',
  ];
}

/** The curve at the start of each month, from the opening to the last published point. */
export function monthlyActivationLines(): string[] {
  const last = ACTIVATION_POINTS.at(-1)?.date.slice(0, 7) ?? '';
  const [from, to] = [parseMonth('2022-02'), parseMonth(last)];
  const published = new Set(ACTIVATION_POINTS.map(({ date }) => date.slice(0, 7)));
  return [
    'month     share at its start  published in that month',
    ...Array.from({ length: to - from + 1 }, (_, i) => {
      const month = formatMonth(from + i);
      const share = percent(activatedShareAt(monthStartMs(from + i)));
      return `${month} ${share.padStart(21)}  ${published.has(month) ? 'yes' : 'interpolated (assumed)'}`;
    }),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
