import type { Sourced } from '../sourced.js';

export type CouloirCode = 'hospital' | 'city' | 'pharmacy' | 'radiology' | 'biology';
export type DsrCode = 'DPI' | 'RI' | 'PFI' | 'LGC' | 'LGO' | 'RIS' | 'SGL' | 'LOINC';

/** A couloir: the part of the health system that one Ségur programme equips. */
export interface Couloir {
  /** Dense from 0. On the wire: never reorder. */
  readonly index: number;
  readonly code: CouloirCode;
  /** Its French name. */
  readonly label: string;
}

/** A DSR (dossier de spécification de référencement): the kind of solution that is referenced. */
export interface Dsr extends Sourced {
  /** Dense from 0. Stored: never reorder. */
  readonly index: number;
  readonly code: DsrCode;
  readonly label: string;
  readonly couloir: CouloirCode;
  /** Referenced solutions of wave 1. */
  readonly solutions: number;
  /** Whether sites deposit documents through this kind of solution. */
  readonly isDepositing: boolean;
}

const WAVE_1 = 'mind Health, 27 Feb 2024: referenced solutions of wave 1 by couloir';

export const COULOIRS: readonly Couloir[] = [
  { index: 0, code: 'hospital', label: 'Hôpital' },
  { index: 1, code: 'city', label: 'Médecin de ville' },
  { index: 2, code: 'pharmacy', label: 'Officine' },
  { index: 3, code: 'radiology', label: 'Radiologie' },
  { index: 4, code: 'biology', label: 'Biologie médicale' },
];

/**
 * The eight DSR of the closed sanitary couloirs, 167 solutions in all. The counts are sourced.
 * Which of them deposit is our reading: an identity referential (RI) and a LOINC transcoder feed
 * other software and send no document themselves.
 */
export const DSRS: readonly Dsr[] = [
  dsr(0, 'DPI', 'Dossier patient informatisé', 'hospital', 36, true),
  dsr(1, 'RI', 'Référentiel d’identités', 'hospital', 28, false),
  dsr(2, 'PFI', 'Plateforme d’intermédiation', 'hospital', 26, true),
  dsr(3, 'LGC', 'Logiciel de gestion de cabinet', 'city', 43, true),
  dsr(4, 'LGO', 'Logiciel de gestion d’officine', 'pharmacy', 11, true),
  dsr(5, 'RIS', 'Système d’information de radiologie', 'radiology', 10, true),
  dsr(6, 'SGL', 'Système de gestion de laboratoire', 'biology', 7, true),
  dsr(7, 'LOINC', 'Transcodeur LOINC', 'biology', 6, false),
];

/** The DSR of a code. */
export function dsrOfCode(code: DsrCode): Dsr {
  const found = DSRS.find((candidate) => candidate.code === code);
  if (found === undefined) throw new Error(`DSRS lacks ${code}`);
  return found;
}

/** The couloir of a code. */
export function couloirOfCode(code: CouloirCode): Couloir {
  const found = COULOIRS.find((candidate) => candidate.code === code);
  if (found === undefined) throw new Error(`COULOIRS lacks ${code}`);
  return found;
}

function dsr(
  index: number,
  code: DsrCode,
  label: string,
  couloir: CouloirCode,
  solutions: number,
  isDepositing: boolean,
): Dsr {
  return { index, code, label, couloir, solutions, isDepositing, source: WAVE_1, assumed: false };
}
