import type { IncentiveSchemeSymbol } from '#libs/events';
import type { Sourced } from '#libs/reference';

/** What a claim of a scheme may say and what it is worth. */
export interface IncentiveScheme extends Sourced {
  readonly label: string;
  /** Whose money it is. None of it ever enters the editors' payout. */
  readonly payer: string;
  readonly beneficiary: 'hospital' | 'doctor' | 'pharmacy';
  readonly periods: readonly string[];
  /** What `quantity` counts; from 0. */
  readonly unit: 'activity_millionths' | 'points' | 'prescriptions_permille';
  readonly quantityMax: number;
  readonly worth: IncentiveWorth;
  /** What is assumed of it. */
  readonly note: string;
}

/** How an amount follows from a quantity; cents. */
export type IncentiveWorth =
  /** Each millionth takes its part of the period's envelope. */
  | { readonly kind: 'share_of_envelope'; readonly envelopeCents: number }
  | { readonly kind: 'per_point'; readonly pointCents: number }
  /** All from `atLeast` on, nothing below. */
  | { readonly kind: 'from_target'; readonly atLeast: number; readonly amountCents: number };

/**
 * Half-years of the four windows of SUN-ES: applications until October 2021, in March and April 2022,
 * in September and October 2022, in March and April 2023. Each target falls due six months later, the
 * last one in the second half of 2023, in which nobody can apply any more.
 */
export const SUN_ES_PERIODS = ['2021-H2', '2022-H1', '2022-H2', '2023-H1'] as const;

/** Years that the conventions pay for. Assumed: from the texts on, to the year of wave 1's last decisions. */
const CONVENTION_YEARS = ['2022', '2023', '2024'] as const;

const MILLION_EUROS_CENTS = 100_000_000;

const SUN_ES = {
  payer: 'State, through the ARS',
  beneficiary: 'hospital',
  periods: SUN_ES_PERIODS,
  unit: 'activity_millionths',
  quantityMax: 1_000_000,
  assumed: false,
} as const;

const SUN_ES_NOTE =
  'Assumed: the envelope is cut into equal parts for the four windows, and each part is shared out ' +
  'in proportion to the activity of the hospitals that reach the target, whose level was not found.';

/** The incentives to use that stand beside the SONS, each a ledger of its own. */
export const INCENTIVE_SCHEMES: Readonly<Record<IncentiveSchemeSymbol, IncentiveScheme>> = {
  SUN_ES_DMP: {
    ...SUN_ES,
    label: 'SUN-ES, volet 1: alimentation du DMP',
    worth: envelopeOf(158),
    source:
      '158 million € over four half-yearly windows (ARS Hauts-de-France, ARS Bourgogne-Franche-Comté)',
    note: SUN_ES_NOTE,
  },
  SUN_ES_MSSANTE: {
    ...SUN_ES,
    label: 'SUN-ES, volet 2: messagerie sécurisée',
    worth: envelopeOf(52),
    source:
      '52 million € over four half-yearly windows (ARS Hauts-de-France, ARS Bourgogne-Franche-Comté)',
    note: SUN_ES_NOTE,
  },
  AVENANT_9: {
    label: 'Avenant 9, forfait structure',
    payer: 'Assurance Maladie',
    beneficiary: 'doctor',
    periods: CONVENTION_YEARS,
    unit: 'points',
    quantityMax: 280 + 883,
    worth: { kind: 'per_point', pointCents: 700 },
    source: '7 € a point, 280 points in volet 1 and 883 in volet 2 (JORFARTI000044097788)',
    assumed: false,
    note: 'Assumed: the years, and that a claim carries both volets.',
  },
  ROSP_PHARMACY: {
    label: 'ROSP de l’officine, ordonnance numérique',
    payer: 'Assurance Maladie',
    beneficiary: 'pharmacy',
    periods: CONVENTION_YEARS,
    unit: 'prescriptions_permille',
    quantityMax: 1_000,
    worth: { kind: 'from_target', atLeast: 350, amountCents: 25_000 },
    source: '250 € from 35 % of town prescriptions on (Le Quotidien du pharmacien)',
    assumed: false,
    note: 'Assumed: the years, and that 35 % itself reaches the target.',
  },
};

function envelopeOf(millionEuros: number): IncentiveWorth {
  const envelopeCents = (millionEuros * MILLION_EUROS_CENTS) / SUN_ES_PERIODS.length;
  return { kind: 'share_of_envelope', envelopeCents };
}
