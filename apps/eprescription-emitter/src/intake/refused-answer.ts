import type { FieldFault } from '#libs/edge';
import type { RefusalKind } from '#libs/prescriptions';

/** A refusal, with every field at fault. */
export interface RefusedAnswer {
  readonly outcome: 'refused';
  readonly symbol: string;
  readonly kind: RefusalKind;
  readonly title: string;
  readonly detail: string;
  readonly faults: readonly FieldFault[];
}
