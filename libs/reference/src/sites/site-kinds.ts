import type { DsrCode } from '../market/couloirs.js';
import type { Sourced } from '../sourced.js';

export type SiteKindCode = 'hospital' | 'practice' | 'pharmacy' | 'imaging' | 'laboratory';

/** A kind of depositing site and how many of them the country has. */
export interface SiteKind extends Sourced {
  readonly code: SiteKindCode;
  readonly label: string;
  readonly sites: number;
  /** DSR of the solution that deposits, with its part of the sites; the parts add up to 1. */
  readonly dsrs: readonly { readonly dsr: DsrCode; readonly share: number }[];
  /** Inequality of the sites' volumes, 1 to 7, see `heavyTailed`. Assumed. */
  readonly tailEighths: number;
  /** Professionals who sign at one site, at least and at most. Assumed; a practice's are in PRACTICE_SIZES. */
  readonly authorsMin: number;
  readonly authorsMax: number;
}

/**
 * Practices by number of doctors: practices, doctors in each. The 51,700 doctors equipped in January
 * 2024 are sourced (press); how they gather in practices is assumed.
 */
export const PRACTICE_SIZES: readonly (readonly [practices: number, doctors: number])[] = [
  [19_000, 1],
  [5_500, 2],
  [2_700, 3],
  [1_400, 4],
  [700, 5],
  [400, 6],
  [300, 7],
];

/** Liberal doctors with a referenced software in January 2024 (press). */
export const EQUIPPED_DOCTORS = 51_700;

/**
 * Part of the practices that deposit next to nothing. Sourced as a claim: the editors' federation
 * FEIMA says 20 % of the clients stay below the usage threshold (mind Health, 27 Feb 2024).
 */
export const IDLE_PRACTICE_SHARE = 0.2;

/** How much an idle practice deposits against an ordinary one of the same rank. Assumed. */
export const IDLE_PRACTICE_FACTOR = 0.01;

/** Kinds of depositing sites. The order is the order of the catalogue: never reorder. */
export const SITE_KINDS: readonly SiteKind[] = [
  {
    code: 'hospital',
    label: 'Établissement de santé',
    sites: 3_300,
    dsrs: [
      { dsr: 'DPI', share: 0.85 },
      { dsr: 'PFI', share: 0.15 },
    ],
    tailEighths: 5,
    authorsMin: 4,
    authorsMax: 250,
    source: 'about 3,300 hospitals (press); which of them deposit through a PFI is assumed',
    assumed: false,
  },
  {
    code: 'practice',
    label: 'Cabinet de médecins libéraux',
    sites: PRACTICE_SIZES.reduce((sum, [practices]) => sum + practices, 0),
    dsrs: [{ dsr: 'LGC', share: 1 }],
    tailEighths: 3,
    authorsMin: 1,
    authorsMax: 7,
    source: 'assumed: 51,700 equipped doctors (press, January 2024) gathered in 30,000 practices',
    assumed: true,
  },
  {
    code: 'pharmacy',
    label: 'Officine',
    sites: 20_500,
    dsrs: [{ dsr: 'LGO', share: 1 }],
    tailEighths: 2,
    authorsMin: 1,
    authorsMax: 3,
    source: 'between about 20,000 and 21,000 pharmacies (press, geer.fr)',
    assumed: false,
  },
  {
    code: 'imaging',
    label: 'Site d’imagerie',
    sites: 1_800,
    dsrs: [{ dsr: 'RIS', share: 1 }],
    tailEighths: 4,
    authorsMin: 2,
    authorsMax: 12,
    source: 'assumed',
    assumed: true,
  },
  {
    code: 'laboratory',
    label: 'Site de biologie médicale',
    sites: 4_444,
    dsrs: [{ dsr: 'SGL', share: 1 }],
    tailEighths: 4,
    authorsMin: 1,
    authorsMax: 8,
    source: '4,444 laboratory sites of 383 groups (geer.fr)',
    assumed: false,
  },
];
