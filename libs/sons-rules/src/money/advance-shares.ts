import type { Sourced, SonsDsrCode } from '#libs/reference';

/** What part of the price is paid in advance; the balance is the rest. */
export interface AdvanceShare extends Sourced {
  /** Thousandths. */
  readonly permille: number;
}

const AS_FOR_SAS: AdvanceShare = {
  permille: 300,
  source: 'assumed: 30/70, as sourced for the SAS (industriels.esante.gouv.fr, FAQ, theme 586)',
  assumed: true,
};

/** Advance shares by kind of solution. No publication gives one for any of them. */
export const ADVANCE_SHARES: Readonly<Record<SonsDsrCode, AdvanceShare>> = {
  DPI: AS_FOR_SAS,
  RI: AS_FOR_SAS,
  PFI: AS_FOR_SAS,
  LGC: AS_FOR_SAS,
  LGO: AS_FOR_SAS,
  RIS: AS_FOR_SAS,
  SGL: AS_FOR_SAS,
  LOINC: AS_FOR_SAS,
  DUI: AS_FOR_SAS,
  DPI_V2: AS_FOR_SAS,
  PFI_V2: AS_FOR_SAS,
  RIS_V2: AS_FOR_SAS,
  DRIMBOX: AS_FOR_SAS,
};

/** The advance of a kind of solution, thousandths of the price. */
export function advancePermille(dsr: SonsDsrCode): number {
  return ADVANCE_SHARES[dsr].permille;
}
