import { roundHalfUp } from './rounding.js';

/** An amount with its tax. Whole cents; all of them negative in a reversal. */
export interface TaxedAmount {
  readonly exclTaxCents: number;
  /** Thousandths: 200 is 20 %. */
  readonly vatPermille: number;
  readonly vatCents: number;
  readonly inclTaxCents: number;
}

/** Adds the tax to an amount; the tax is rounded, the sum is not. */
export function taxed(exclTaxCents: number, vatPermille: number): TaxedAmount {
  const vatCents = roundHalfUp(exclTaxCents * vatPermille, 1000);
  return { exclTaxCents, vatPermille, vatCents, inclTaxCents: exclTaxCents + vatCents };
}
