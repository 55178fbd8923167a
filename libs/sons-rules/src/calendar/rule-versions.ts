import type { Sourced } from '#libs/reference';
import { endOfParisDayMs, parisMs } from './paris-instants.js';
import { MSS_DEPLOYMENT_FROM_MS, type SonsWindowCode } from './windows.js';

/**
 * Until when a request of a window must have done what. Instants are milliseconds since 1970 in UTC
 * and exclusive: a deposit at 14:00:00.000 is late for a deadline of 14:00. Null sets no deadline.
 */
export interface Deadlines {
  /** Stamped on every result, such as `V1-CITY/3`. */
  readonly version: string;
  /** When the version could be known at the earliest. */
  readonly knownAtMs: number;
  /** The client's signature of the order. */
  readonly orderSignedBeforeMs: number | null;
  /** The editor's deposit of the signed order: another instant than the signature. */
  readonly orderDepositedBeforeMs: number | null;
  readonly installedBeforeMs: number | null;
  readonly balanceDepositedBeforeMs: number | null;
}

/**
 * One version of a window's rules, in two times: since when it was known, and since when it applies.
 * A version replaces the one before in full.
 */
export interface RuleVersion extends Deadlines, Sourced {
  readonly window: SonsWindowCode;
  /** The first instant of the acts that it governs. */
  readonly effectiveAtMs: number;
  /** What changed and what is assumed of it. */
  readonly note: string;
}

/** Counts up with every change of RULE_VERSIONS; stamped on every result. */
export const CALENDAR_VERSION = 'sons-calendar/1';

const SANITARY_1 = {
  knownAtMs: parisMs('2021-08-13'),
  effectiveAtMs: parisMs('2021-08-14'),
  orderSignedBeforeMs: endOfParisDayMs('2022-07-15'),
  orderDepositedBeforeMs: null,
  installedBeforeMs: endOfParisDayMs('2022-10-15'),
  balanceDepositedBeforeMs: endOfParisDayMs('2022-10-15'),
  source:
    'arrêté of 11 August 2021, published on 13 August (press); dates: Le Généraliste, 21 June 2022',
  assumed: true,
} as const;

const SANITARY_2 = {
  knownAtMs: parisMs('2022-06-21'),
  effectiveAtMs: parisMs('2022-06-21'),
  orderSignedBeforeMs: null,
  orderDepositedBeforeMs: endOfParisDayMs('2022-11-30'),
  installedBeforeMs: endOfParisDayMs('2023-04-28'),
  balanceDepositedBeforeMs: endOfParisDayMs('2023-04-28'),
  source:
    'Le Généraliste and Le Quotidien du médecin, 21 June 2022; Senate, question 02549 of 2022',
} as const;

const SANITARY_3 = {
  knownAtMs: parisMs('2023-03-31'),
  effectiveAtMs: parisMs('2023-03-31'),
  orderSignedBeforeMs: null,
  orderDepositedBeforeMs: endOfParisDayMs('2022-11-30'),
  installedBeforeMs: endOfParisDayMs('2023-09-20'),
  balanceDepositedBeforeMs: parisMs('2023-12-14T14:00'),
  source:
    'installations until 20 September 2023: Senate, answer of 7 December 2023 to question 02549; ' +
    'closing on 14 December 2023 (mind Health, 27 Feb 2024) at 14:00 (GRADeS Occitanie)',
  assumed: true,
} as const;

const DATES_OF_THE_CITY = ' The dates are those published for the city: assumed to hold here.';
const NOTE_1 =
  'The balance had no deadline of its own that was found: assumed to be that of the installation.';
const NOTE_2 =
  'The order’s deadline became the editor’s deposit of it, while orders were open. ' +
  'The installation’s deadline is read as the balance’s too.';
const NOTE_3 =
  'Installation and balance part. When it became known was not found: assumed, before the deadline that it moves.';

const SOCIAL = {
  orderSignedBeforeMs: endOfParisDayMs('2024-02-28'),
  orderDepositedBeforeMs: null,
  installedBeforeMs: endOfParisDayMs('2024-12-19'),
  balanceDepositedBeforeMs: endOfParisDayMs('2024-12-19'),
  assumed: true,
} as const;

/**
 * Every version of every window, oldest first. Deadlines that a publication gives as a day end with
 * it, and a version known on a day is known from its beginning on, both in Europe/Paris (assumed).
 */
export const RULE_VERSIONS: readonly RuleVersion[] = [
  ...sanitary('V1-HOSPITAL'),
  ...sanitary('V1-CITY'),
  ...sanitary('V1-RADIOLOGY'),
  ...sanitary('V1-BIOLOGY'),
  {
    version: 'V1-PHARMACY/1',
    window: 'V1-PHARMACY',
    knownAtMs: parisMs('2022-02-02'),
    effectiveAtMs: parisMs('2022-02-02'),
    orderSignedBeforeMs: endOfParisDayMs('2022-12-18'),
    orderDepositedBeforeMs: null,
    installedBeforeMs: endOfParisDayMs('2023-03-31'),
    balanceDepositedBeforeMs: endOfParisDayMs('2023-03-31'),
    source: 'arrêté of 2 February 2022 (geer.fr); dates: Le Quotidien du pharmacien',
    assumed: true,
    note: 'Known from the day of the arrêté on (assumed). The installation’s deadline is read as the balance’s too.',
  },
  {
    version: 'V1-PHARMACY/2',
    window: 'V1-PHARMACY',
    knownAtMs: parisMs('2022-10-17'),
    effectiveAtMs: parisMs('2022-10-17'),
    orderSignedBeforeMs: null,
    orderDepositedBeforeMs: parisMs('2023-03-15T14:00'),
    installedBeforeMs: endOfParisDayMs('2023-04-28'),
    balanceDepositedBeforeMs: parisMs('2023-04-28T14:00'),
    source: 'geer.fr (its "15/03/22" is a slip for 2023); lepharmaciendefrance.fr',
    assumed: true,
    note:
      'A deadline at 14:00 is read as that of a portal, so of a deposit. When it became known was not ' +
      'found: assumed on the day of the first deadline that it moved, that of the evidence.',
  },
  {
    version: 'V1-PHARMACY/3',
    window: 'V1-PHARMACY',
    knownAtMs: parisMs('2023-03-31'),
    effectiveAtMs: parisMs('2023-03-31'),
    orderSignedBeforeMs: null,
    orderDepositedBeforeMs: parisMs('2023-03-15T14:00'),
    installedBeforeMs: endOfParisDayMs('2023-09-20'),
    balanceDepositedBeforeMs: parisMs('2023-12-14T14:00'),
    source:
      'installations moved "again", from 28 April to 20 September 2023 (lepharmaciendefrance.fr); ' +
      'closing of the sanitary couloirs on 14 December 2023 (mind Health, 27 Feb 2024)',
    assumed: true,
    note: 'When it became known was not found: assumed as for the other sanitary couloirs.',
  },
  {
    version: 'SMS/1',
    window: 'SMS',
    knownAtMs: parisMs('2022-02-02'),
    effectiveAtMs: parisMs('2022-02-02'),
    ...SOCIAL,
    source: 'arrêtés of 2 February 2022 (juriblio.fr); last dates: mind Health, 27 Feb 2024',
    note:
      'The dates that were set before the last ones were not found: the last ones stand from the ' +
      'beginning on (assumed). The deadline of orders is read as that of the signature.',
  },
  {
    version: 'SMS/2',
    window: 'SMS',
    knownAtMs: parisMs('2024-09-12'),
    effectiveAtMs: MSS_DEPLOYMENT_FROM_MS,
    ...SOCIAL,
    source: 'ASP, questions and answers: "Déploiement MSS" from 12 September 2024 14:00 on',
    note: 'A balance carries case 1 or 2 of the MSS deployment. Known on the day itself (assumed).',
  },
  hospital2('V2-HOSPITAL-DPI', '2025-12-17T12:00'),
  hospital2('V2-HOSPITAL-PFI', '2025-09-17T12:00'),
  {
    version: 'V2-IMAGING/1',
    window: 'V2-IMAGING',
    knownAtMs: parisMs('2025-02-20'),
    effectiveAtMs: parisMs('2025-02-20'),
    orderSignedBeforeMs: null,
    orderDepositedBeforeMs: null,
    installedBeforeMs: null,
    balanceDepositedBeforeMs: null,
    source: 'arrêté of 20 February 2025 (press)',
    assumed: true,
    note: 'No deadline was found. The arrêté is that of the DRIMbox: assumed to hold for the RIS.',
  },
];

function sanitary(window: SonsWindowCode): RuleVersion[] {
  const isCity = window === 'V1-CITY';
  const here = isCity ? '' : DATES_OF_THE_CITY;
  return [
    { version: `${window}/1`, window, ...SANITARY_1, note: NOTE_1 + here },
    { version: `${window}/2`, window, ...SANITARY_2, assumed: !isCity, note: NOTE_2 + here },
    { version: `${window}/3`, window, ...SANITARY_3, note: NOTE_3 },
  ];
}

/** Wave 2 in hospitals: the last deposit of an advance request is all that was found. */
function hospital2(window: SonsWindowCode, lastDeposit: string): RuleVersion {
  return {
    version: `${window}/1`,
    window,
    knownAtMs: parisMs('2024-06-20'),
    effectiveAtMs: parisMs('2024-06-20T14:00'),
    orderSignedBeforeMs: null,
    orderDepositedBeforeMs: parisMs(lastDeposit),
    installedBeforeMs: null,
    balanceDepositedBeforeMs: null,
    source: 'asp-public.fr, wave 2: last instant to deposit a request for an advance',
    assumed: true,
    note:
      'The order is deposited with the request for the advance (assumed). Known from the day of ' +
      'enrolment on (assumed).',
  };
}
