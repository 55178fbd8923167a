import { TIME_ZONE } from '../calendar/months.js';
import type { Sourced } from '../sourced.js';

/** When a solution was referenced, and where that comes from. */
export interface ReferencingDate extends Sourced {
  /** First instant of the day, Europe/Paris; milliseconds since 1970 in UTC. */
  readonly referencedAtMs: number;
}

/**
 * Solutions that are referenced one after the other, evenly from the first day to the last one. No list
 * with dates is public: the frames hold what is published, each date inside them is assumed.
 */
interface Frame {
  readonly codes: readonly string[];
  readonly firstDay: string;
  readonly lastDay: string;
  readonly source: string;
}

const SUMMER =
  'assumed date; first stages closed for the sanitary couloirs in summer 2022 (mind Health)';
const LATE =
  'assumed date; few sanitary references after summer 2022, 74 editors with one in 2023 (mind Health)';

/** A later frame overrides an earlier one: whole DSR first, then the solutions that came late. */
const FRAMES: readonly Frame[] = [
  // From 18 January 2022 on a balance could be filed (ASP), so that something could be installed.
  frame(codes('DPI', 1, 36), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('RI', 1, 28), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('PFI', 1, 26), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('RIS', 1, 10), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('SGL', 1, 7), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('LOINC', 1, 6), '2022-01-18', '2022-09-22', SUMMER),
  frame(codes('LGO', 1, 11), '2022-06-28', '2022-09-22', SUMMER),
  frame(
    codes('LGC', 1, 3),
    '2022-05-17',
    '2022-06-20',
    'assumed date; 3 LGC referenced by 21 June 2022 (Le Généraliste)',
  ),
  frame(
    codes('LGC', 4, 15),
    '2022-06-27',
    '2022-09-22',
    'assumed date; about 15 financed LGC expected on 21 June 2022 (Le Généraliste)',
  ),
  frame(
    codes('LGC', 16, 43),
    '2023-01-16',
    '2023-12-15',
    'assumed date; the route without State money was announced in June 2022 (Le Généraliste)',
  ),
  frame(
    codes('LGO', 10, 11),
    '2022-12-05',
    '2022-12-19',
    'assumed date; evidence for pharmacies was due by 17 October, then 21 December 2022 (geer.fr)',
  ),
  // With the editors of DUI and of the unfinanced LGC: 74 editors in 2023, 13 of them with several.
  frame(
    [
      ...codes('DPI', 26, 29),
      ...codes('RI', 17, 20),
      ...codes('RI', 23, 23),
      ...codes('RI', 28, 28),
      ...codes('PFI', 15, 15),
      ...codes('PFI', 18, 19),
      ...codes('PFI', 26, 26),
    ],
    '2023-01-09',
    '2023-03-17',
    LATE,
  ),
  frame(
    codes('DUI', 1, 14),
    '2022-07-04',
    '2022-12-19',
    'assumed date; 14 DUI at the start of 2023 (mind Health)',
  ),
  frame(
    codes('DUI', 15, 59),
    '2023-01-09',
    '2023-12-18',
    'assumed date; from 14 to 59 DUI in 2023 (mind Health)',
  ),
  frame(
    codes('DPI_V2', 1, 6),
    '2024-07-01',
    '2025-03-31',
    'assumed date; hospital window of wave 2 from 20 June 2024 on (ASP)',
  ),
  frame(
    codes('PFI_V2', 1, 4),
    '2024-07-01',
    '2024-12-20',
    'assumed date; hospital window of wave 2 from 20 June 2024 on (ASP)',
  ),
  frame(
    codes('RIS_V2', 1, 4),
    '2025-05-19',
    '2025-09-30',
    'assumed date; imaging window of wave 2 from 15 May 2025 on (press)',
  ),
  frame(
    codes('DRIMBOX', 1, 4),
    '2025-03-03',
    '2025-09-30',
    'assumed date; arrêté of 20 February 2025 (press)',
  ),
];

/** By code of the solution. */
const DATES: ReadonlyMap<string, ReferencingDate> = new Map(FRAMES.flatMap(datesOfFrame));

/** When the solution of a code, such as `LGC-01`, was referenced. Throws when no frame dates it. */
export function referencingDateOf(code: string): ReferencingDate {
  const found = DATES.get(code);
  if (found === undefined) {
    throw new Error(`no referencing date: expected a frame for each solution; ${code} has none`);
  }
  return found;
}

function datesOfFrame(frame: Frame): [string, ReferencingDate][] {
  const first = Temporal.PlainDate.from(frame.firstDay);
  const days = first.until(Temporal.PlainDate.from(frame.lastDay)).days;
  const steps = Math.max(1, frame.codes.length - 1);
  return frame.codes.map((code, rank) => {
    const day = first.add({ days: Math.floor((days * rank) / steps) });
    const referencedAtMs = day.toZonedDateTime(TIME_ZONE).epochMilliseconds;
    return [code, { referencedAtMs, source: frame.source, assumed: true }];
  });
}

function codes(dsr: string, firstRank: number, lastRank: number): string[] {
  return Array.from(
    { length: lastRank - firstRank + 1 },
    (_, offset) => `${dsr}-${String(firstRank + offset).padStart(2, '0')}`,
  );
}

function frame(codes: readonly string[], firstDay: string, lastDay: string, source: string): Frame {
  return { codes, firstDay, lastDay, source };
}
