/**
 * The one rounding rule of the SONS: a quotient to the nearest whole number, half away from zero. It
 * is applied once, at the line: shares and taxes of a line go through it, sums never do. Half away
 * from zero is half up for payments, and makes a reversal the exact opposite of its payment.
 *
 * Whole numbers only, so that no binary fraction decides a half.
 *
 * @param numerator safe integer, such as cents times thousandths
 * @param denominator safe integer above zero
 */
export function roundHalfUp(numerator: number, denominator: number): number {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new RangeError(
      `rounding: expected a safe integer over one above zero; came ${numerator} / ${denominator}; a bug of the caller`,
    );
  }
  // 0 − 0 is 0, where −0 would be another value in a comparison.
  if (numerator < 0) return 0 - roundHalfUp(-numerator, denominator);
  const remainder = numerator % denominator;
  const whole = (numerator - remainder) / denominator;
  return remainder >= denominator - remainder ? whole + 1 : whole;
}
