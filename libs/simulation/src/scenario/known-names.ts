import { REFUSAL_REASONS } from '#libs/admission';
import { DSRS, type DsrCode } from '#libs/reference';

/** DSR that a flow may come from: those whose software deposits documents itself. */
export const DEPOSITING_DSR_CODES: readonly DsrCode[] = DSRS.filter(
  ({ isDepositing }) => isDepositing,
).map(({ code }) => code);

/** Refusals that a flow may meet; not that of the INS OID, as only identities under test OIDs are made. */
export const REFUSAL_SYMBOLS: readonly string[] = REFUSAL_REASONS.map(
  ({ symbol }) => symbol,
).filter((symbol) => symbol !== 'INS_OID_NOT_ALLOWED');

/** Windows that cut a block of 4,096 attempts into equal parts. */
export const WINDOW_RECORDS: readonly number[] = Array.from(
  { length: 13 },
  (_, power) => 2 ** power,
);

export const BETWEEN = ['linear', 'geometric'] as const;

/** How the months between two anchors are filled. */
export type Between = (typeof BETWEEN)[number];
