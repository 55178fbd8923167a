/**
 * Digits of the largest amount's euros. With ten, an amount in cents times a thousandth share stays
 * below 2^53, so that every product of the rules is exact. All of the SONS is 465 million €.
 */
const EURO_DIGITS_MAX = 10;

/** Why a text is no amount. Dead letters carry it: a published code never changes its meaning. */
export type AmountFault = 'AMOUNT_MALFORMED' | 'AMOUNT_NEGATIVE';

/** A text that is not an amount of the SONS. */
export class AmountError extends Error {
  constructor(
    readonly reason: AmountFault,
    text: string,
  ) {
    super(
      `not an amount: ${reason}, expected euros with a point and exactly two decimals, not negative, ` +
        `such as 284.00, below 10^${EURO_DIGITS_MAX}; came ${JSON.stringify(text.slice(0, 32))}; ` +
        'see libs/sons-rules/src/money',
    );
    this.name = new.target.name;
  }
}

/** Each amount has one text: no leading zero, no sign of plus, no space, no exponent. */
const AMOUNT = new RegExp(`^(-?)(0|[1-9]\\d{0,${EURO_DIGITS_MAX - 1}})\\.(\\d{2})$`);

/**
 * Cents of an amount in euros with exactly two decimals, such as `284.00`. Throws AmountError.
 *
 * Two decimals always, as in the official files, because the paying agency refused files over rounding
 * mismatches (industriels.esante.gouv.fr, node 1265).
 */
export function parseEuros(text: string): number {
  const match = AMOUNT.exec(text);
  if (match === null) throw new AmountError('AMOUNT_MALFORMED', text);
  if (match[1] === '-') throw new AmountError('AMOUNT_NEGATIVE', text);
  return Number(match[2]) * 100 + Number(match[3]);
}

/** Euros with exactly two decimals; a reversal's cents are negative: −28400 is `-284.00`. */
export function formatEuros(cents: number): string {
  if (!Number.isSafeInteger(cents)) {
    throw new RangeError(`amount: expected whole cents; came ${cents}; a bug of the caller`);
  }
  const size = Math.abs(cents);
  const rest = size % 100;
  return `${cents < 0 ? '-' : ''}${(size - rest) / 100}.${String(rest).padStart(2, '0')}`;
}
