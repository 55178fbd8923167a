import type { Sourced, SonsCouloirCode, SonsDsrCode } from '#libs/reference';
import { parisMs } from './paris-instants.js';

export type SonsWindowCode =
  | 'V1-HOSPITAL'
  | 'V1-CITY'
  | 'V1-RADIOLOGY'
  | 'V1-BIOLOGY'
  | 'V1-PHARMACY'
  | 'SMS'
  | 'V2-HOSPITAL-DPI'
  | 'V2-HOSPITAL-PFI'
  | 'V2-IMAGING';

/** An ordering window: the kinds of solution that share one calendar of rules. */
export interface SonsWindow extends Sourced {
  /** In the facts: never renamed. */
  readonly code: SonsWindowCode;
  readonly label: string;
  readonly couloir: SonsCouloirCode;
  readonly dsrs: readonly SonsDsrCode[];
  readonly wave: 1 | 2;
  /** No order before this instant; milliseconds since 1970 in UTC. `source` and `assumed` speak of it. */
  readonly opensAtMs: number;
}

/** "Déploiement MSS" is asked for from then on: ASP, questions and answers. Milliseconds since 1970 in UTC. */
export const MSS_DEPLOYMENT_FROM_MS = parisMs('2024-09-12T14:00');

const MSS_WINDOW: SonsWindowCode = 'SMS';

/** The code of no window. */
export class UnknownWindowError extends Error {
  constructor(readonly code: string) {
    super(
      `unknown window: expected one of ${SONS_WINDOWS.map((window) => window.code).join(', ')}; ` +
        `came ${JSON.stringify(code)}; see SONS_WINDOWS in libs/sons-rules`,
    );
    this.name = new.target.name;
  }
}

const WAVE_1 = {
  wave: 1,
  opensAtMs: parisMs('2021-08-31'),
  source: 'portal open from 31 August 2021 on (press); orders from then on are assumed',
  assumed: true,
} as const;

const HOSPITAL_2 = {
  couloir: 'hospital',
  wave: 2,
  opensAtMs: parisMs('2024-06-20T14:00'),
  source:
    'enrolment from 20 June 2024 14:00 on (asp-public.fr, wave 2); orders from then on are assumed',
  assumed: true,
} as const;

export const SONS_WINDOWS: readonly SonsWindow[] = [
  {
    code: 'V1-HOSPITAL',
    label: 'Vague 1, Hôpital',
    couloir: 'hospital',
    dsrs: ['DPI', 'RI', 'PFI'],
    ...WAVE_1,
  },
  {
    code: 'V1-CITY',
    label: 'Vague 1, Médecin de ville',
    couloir: 'city',
    dsrs: ['LGC'],
    ...WAVE_1,
  },
  {
    code: 'V1-RADIOLOGY',
    label: 'Vague 1, Radiologie',
    couloir: 'radiology',
    dsrs: ['RIS'],
    ...WAVE_1,
  },
  {
    code: 'V1-BIOLOGY',
    label: 'Vague 1, Biologie médicale',
    couloir: 'biology',
    dsrs: ['SGL', 'LOINC'],
    ...WAVE_1,
  },
  {
    code: 'V1-PHARMACY',
    label: 'Vague 1, Officine',
    couloir: 'pharmacy',
    dsrs: ['LGO'],
    wave: 1,
    opensAtMs: parisMs('2022-02-02'),
    source: 'arrêté of 2 February 2022 (geer.fr); orders from that day on are assumed',
    assumed: true,
  },
  {
    code: 'SMS',
    label: 'Social et médico-social',
    couloir: 'social',
    dsrs: ['DUI'],
    wave: 1,
    opensAtMs: parisMs('2022-02-02'),
    source: 'arrêtés of 2 February 2022 (juriblio.fr); orders from that day on are assumed',
    assumed: true,
  },
  { code: 'V2-HOSPITAL-DPI', label: 'Vague 2, Hôpital, DPI', dsrs: ['DPI_V2'], ...HOSPITAL_2 },
  { code: 'V2-HOSPITAL-PFI', label: 'Vague 2, Hôpital, PFI', dsrs: ['PFI_V2'], ...HOSPITAL_2 },
  {
    code: 'V2-IMAGING',
    label: 'Vague 2, Imagerie',
    couloir: 'radiology',
    dsrs: ['RIS_V2', 'DRIMBOX'],
    wave: 2,
    opensAtMs: parisMs('2025-05-15T14:00'),
    source:
      'enrolment from 15 May 2025 14:00 on (asp.gouv.fr, wave 2); orders from then on are assumed',
    assumed: true,
  },
];

const byCode: ReadonlyMap<string, SonsWindow> = new Map(
  SONS_WINDOWS.map((window) => [window.code, window]),
);

/** The window of a code such as `V1-CITY`. Throws UnknownWindowError. */
export function windowOfCode(code: string): SonsWindow {
  const window = byCode.get(code);
  if (window === undefined) throw new UnknownWindowError(code);
  return window;
}

/**
 * Whether a balance must say the case of its MSS deployment: those of the social window deposited from
 * 12 September 2024 14:00 on. Deposited again after an amendment they must, validated before they need not.
 *
 * @param depositedAtMs milliseconds since 1970 in UTC
 */
export function needsMssDeployment(window: string, depositedAtMs: number): boolean {
  return window === MSS_WINDOW && depositedAtMs >= MSS_DEPLOYMENT_FROM_MS;
}
