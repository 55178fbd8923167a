import { CALIBRATION_POINTS, type CalibrationPoint } from '#libs/reference';

/** A published number of activated profiles beside the profiles of the time. */
export interface ActivationPoint {
  readonly date: string;
  readonly atMs: number;
  readonly activated: number;
  /** Profiles of that day: published, or interpolated between published ones. */
  readonly profiles: number;
  /** Part of the profiles, 0 to 1. */
  readonly share: number;
  readonly source: string;
  /** True where the number of activated profiles itself is not published. */
  readonly assumed: boolean;
}

/** Start of the general opening, "early 2022": nobody before. The day is assumed. */
const OPENING = '2022-02-01';

const MONTH_MS = (365.2425 / 12) * 86_400_000;

/**
 * Published numbers of activated profiles, ascending, after a first point that says nobody. A number
 * published for a month is taken for its middle (assumed).
 */
export const ACTIVATION_POINTS: readonly ActivationPoint[] = [
  activationPoint({
    date: OPENING,
    activated: 0,
    source: 'nobody before the opening',
    assumed: true,
  }),
  ...stocks('activated-').map(({ date, value, source, assumed }) =>
    activationPoint({ date, activated: value, source, assumed }),
  ),
];

/**
 * Activations a month after the last point, as a part of the profiles: the last rhythm that was
 * published. That it goes on is assumed.
 */
const LAST_RHYTHM = lastRhythm();

/** Part of the profiles that are activated at an instant: straight lines between the published points. */
export function activatedShareAt(nowMs: number): number {
  const after = ACTIVATION_POINTS.findIndex(({ atMs }) => atMs > nowMs);
  if (after === 0) return 0;
  const [from, to] = [
    ACTIVATION_POINTS.at(after === -1 ? -1 : after - 1),
    ACTIVATION_POINTS[after],
  ];
  if (from === undefined) return 0;
  if (to === undefined)
    return Math.min(1, from.share + ((nowMs - from.atMs) / MONTH_MS) * LAST_RHYTHM);
  return from.share + ((nowMs - from.atMs) / (to.atMs - from.atMs)) * (to.share - from.share);
}

/**
 * The instant at which the share of activated profiles passes a place: a person with that place among
 * all activates then. The other way round of `activatedShareAt`.
 *
 * @param place 0 inclusive to 1 exclusive, the earliest first
 * @returns milliseconds since 1970
 */
export function activationInstantMs(place: number): number {
  const after = ACTIVATION_POINTS.findIndex(({ share }) => share > place);
  const from = ACTIVATION_POINTS.at(after === -1 ? -1 : after - 1);
  const to = ACTIVATION_POINTS[after];
  if (from === undefined) return Infinity;
  if (to === undefined)
    return Math.ceil(from.atMs + ((place - from.share) / LAST_RHYTHM) * MONTH_MS);
  return Math.ceil(
    from.atMs + ((place - from.share) / (to.share - from.share)) * (to.atMs - from.atMs),
  );
}

type Stock = Pick<ActivationPoint, 'date' | 'activated' | 'source' | 'assumed'>;

function activationPoint(stock: Stock): ActivationPoint {
  const atMs = middleOf(stock.date);
  const profiles = profilesAt(atMs);
  return { ...stock, atMs, profiles, share: stock.activated / profiles };
}

/** Profiles by straight lines between the published points; outside them, the nearest one. */
function profilesAt(atMs: number): number {
  const points = stocks('profiles-').map(({ date, value }) => ({ atMs: middleOf(date), value }));
  const after = points.findIndex((point) => point.atMs >= atMs);
  const to = points[after];
  const from = points[after - 1];
  if (to === undefined) return points.at(-1)?.value ?? 0;
  if (from === undefined) return to.value;
  return from.value + ((atMs - from.atMs) / (to.atMs - from.atMs)) * (to.value - from.value);
}

function stocks(prefix: string): CalibrationPoint[] {
  return CALIBRATION_POINTS.filter(({ id, kind }) => id.startsWith(prefix) && kind === 'S').sort(
    (a, b) => middleOf(a.date) - middleOf(b.date),
  );
}

function lastRhythm(): number {
  const rhythms = CALIBRATION_POINTS.filter(({ id }) => id.startsWith('activations-'));
  const last = rhythms.sort((a, b) => a.date.localeCompare(b.date)).at(-1);
  return (last?.value ?? 0) / (ACTIVATION_POINTS.at(-1)?.profiles ?? 1);
}

/** Noon of a day, or of the 15th of a month, UTC. */
function middleOf(date: string): number {
  return Date.parse(`${date.length === 7 ? `${date}-15` : date}T12:00:00Z`);
}
