import type { Sourced } from '#libs/reference';

/** What an editor of software for the service d'accès aux soins (SAS) is paid, cents, tax excluded. */
export interface SasForfait extends Sourced {
  readonly totalCents: number;
  readonly advanceCents: number;
  readonly balanceCents: number;
}

/**
 * The one split that is sourced. The SAS is no DSR of this system: the amounts stand here because the
 * advance shares of the others are taken from them.
 */
export const SAS_FORFAIT: SasForfait = {
  totalCents: 10_000_000,
  advanceCents: 3_000_000,
  balanceCents: 7_000_000,
  source: 'industriels.esante.gouv.fr, FAQ, theme 586: 100,000 € = 30,000 + 70,000 €',
  assumed: false,
};
