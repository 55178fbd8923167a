import { parisInstantMs } from '../calendar/instants.js';
import { COULOIRS, DSRS, type CouloirCode, type DsrCode } from '../market/couloirs.js';
import type { Sourced } from '../sourced.js';

/** Every couloir that the SONS pays in: the five closed sanitary ones, then the social and medico-social one. */
export type SonsCouloirCode = CouloirCode | 'social';

/** Every kind of solution that the SONS pays for: those of the closed sanitary couloirs, the social one, wave 2. */
export type SonsDsrCode = DsrCode | 'DUI' | 'DPI_V2' | 'PFI_V2' | 'RIS_V2' | 'DRIMBOX';

export interface SonsCouloir {
  readonly code: SonsCouloirCode;
  /** Its French name. */
  readonly label: string;
}

/** A DSR as the SONS sees it: with its wave, and off before its first instant. */
export interface SonsDsr extends Sourced {
  readonly code: SonsDsrCode;
  readonly label: string;
  readonly couloir: SonsCouloirCode;
  /** Wave 1 feeds Mon espace santé; wave 2 consults it. */
  readonly wave: 1 | 2;
  /** Referenced solutions that the catalogue holds. `source` and `assumed` speak of this count. */
  readonly solutions: number;
  /** No solution is referenced earlier; milliseconds since 1970 in UTC. */
  readonly startsAtMs: number;
  /** What began on `startsAtMs`, and who says so. */
  readonly startSource: string;
}

export const SONS_COULOIRS: readonly SonsCouloir[] = [
  ...COULOIRS.map(({ code, label }) => ({ code, label })),
  { code: 'social', label: 'Social et médico-social' },
];

interface Start {
  readonly startsAtMs: number;
  readonly startSource: string;
}

const WAVE_1 = start('2021-08-13', 'arrêté of 11 August 2021, published on 13 August (press)');
const PHARMACY = start('2022-02-02', 'arrêté of 2 February 2022 (geer.fr)');
const SOCIAL = start('2022-02-02', 'arrêtés of 2 February 2022 (juriblio.fr)');
const HOSPITAL_2 = start('2024-06-20T14:00', 'enrolment from 20 June 2024 14:00 on (ASP, wave 2)');
const IMAGING_2 = start('2025-05-15', 'enrolment from 15 May 2025 on (press, esante.gouv.fr)');
const DRIMBOX = start('2025-02-20', 'arrêté of 20 February 2025 (press)');

const SOCIAL_COUNT: Sourced = {
  source: 'mind Health, 27 Feb 2024: from 14 to 59 solutions in 2023',
  assumed: false,
};
const WAVE_2_COUNT: Sourced = {
  source: 'assumed: a few leaders of wave 1; no list of wave 2 was found',
  assumed: true,
};

/**
 * The eight DSR of the closed sanitary couloirs in the order of DSRS, then DUI, then wave 2, which is
 * present but off before its date.
 */
export const SONS_DSRS: readonly SonsDsr[] = [
  ...DSRS.map((dsr): SonsDsr => {
    const { code, label, couloir, solutions, source, assumed } = dsr;
    const began = code === 'LGO' ? PHARMACY : WAVE_1;
    return { code, label, couloir, wave: 1, solutions, ...began, source, assumed };
  }),
  {
    code: 'DUI',
    label: 'Dossier de l’usager informatisé',
    couloir: 'social',
    wave: 1,
    solutions: 59,
    ...SOCIAL,
    ...SOCIAL_COUNT,
  },
  {
    code: 'DPI_V2',
    label: 'Dossier patient informatisé, vague 2',
    couloir: 'hospital',
    wave: 2,
    solutions: 6,
    ...HOSPITAL_2,
    ...WAVE_2_COUNT,
  },
  {
    code: 'PFI_V2',
    label: 'Plateforme d’intermédiation, vague 2',
    couloir: 'hospital',
    wave: 2,
    solutions: 4,
    ...HOSPITAL_2,
    ...WAVE_2_COUNT,
  },
  {
    code: 'RIS_V2',
    label: 'Système d’information de radiologie, vague 2',
    couloir: 'radiology',
    wave: 2,
    solutions: 4,
    ...IMAGING_2,
    ...WAVE_2_COUNT,
  },
  {
    code: 'DRIMBOX',
    label: 'Connecteur de partage d’images (DRIMbox)',
    couloir: 'radiology',
    wave: 2,
    solutions: 4,
    ...DRIMBOX,
    ...WAVE_2_COUNT,
  },
];

function start(instant: string, startSource: string): Start {
  return { startsAtMs: parisInstantMs(instant), startSource };
}
