import { dsrOfCode, type DsrCode } from '#libs/reference';
import { wholeRate } from '../plan/apportion.js';
import { choose, fraction, mix, spreadOverOctaves } from '../plan/mixing.js';
import { permute } from '../plan/permutation.js';
import type { SonsFlow } from '../scenario/scenario.js';
import { AFTER_BALANCE_PART, VOLUMES } from './assumptions.js';
import type { UnitDocuments } from './planned-request.js';

/** The threshold that the shares of a scenario speak of. */
const THRESHOLD = 10;
const SALT = { volume: 1, before: 2, after: 3, afterCount: 4 } as const;

/** How many documents each billing unit of one DSR has: below the threshold, at 9, 10 and 11, and the tail, each an exact share. */
export class UnitQuotas {
  readonly isDepositing: boolean;
  readonly #nine: number;
  readonly #below: number;
  readonly #ten: number;
  readonly #eleven: number;

  constructor(
    private readonly flow: SonsFlow,
    private readonly dsr: DsrCode,
    private readonly units: number,
    private readonly key: number,
  ) {
    const { shares, belowThreshold } = flow;
    this.isDepositing = dsrOfCode(dsr).isDepositing;
    this.#below = wholeRate(units, belowThreshold[dsr] ?? 0);
    this.#nine = wholeRate(this.#below, shares.nineDocuments);
    const reaching = units - this.#below;
    this.#ten = this.#below + wholeRate(reaching, shares.tenDocuments);
    this.#eleven = this.#ten + wholeRate(reaching, shares.elevenDocuments);
  }

  /** @param unit place among the billing units of the DSR, from 0 */
  documentsOf(unit: number): UnitDocuments {
    const place = permute(unit, this.units, this.key);
    const inside = this.#inside(place, unit);
    const isBelow = place < this.#below;
    const isAtBounds = inside >= THRESHOLD - 1 && inside <= THRESHOLD + 1;
    return {
      before: this.#before(unit) + (isAtBounds ? 1 : 0),
      inside,
      after:
        (isBelow ? this.#afterBelow(unit) : Math.floor(inside * AFTER_BALANCE_PART)) +
        (isAtBounds ? 1 : 0),
      isAtBounds,
      isBelow,
    };
  }

  #inside(place: number, unit: number): number {
    if (place < this.#nine) return THRESHOLD - 1;
    if (place < this.#below) return (place - this.#nine) % (THRESHOLD - 1);
    if (place < this.#ten) return THRESHOLD;
    if (place < this.#eleven) return THRESHOLD + 1;
    const { lowest, octaves } = VOLUMES[this.dsr];
    return spreadOverOctaves(this.#mixed(unit, SALT.volume), lowest, octaves);
  }

  #before(unit: number): number {
    const mixed = this.#mixed(unit, SALT.before);
    return fraction(mixed) < this.flow.shares.documentsBefore ? 1 + ((mixed & 0xffff) % 3) : 0;
  }

  #afterBelow(unit: number): number {
    if (fraction(this.#mixed(unit, SALT.after)) >= this.flow.shares.documentsAfter) return 0;
    return 3 + choose(this.#mixed(unit, SALT.afterCount), 12);
  }

  #mixed(unit: number, salt: number): number {
    return mix(mix(this.key, unit), salt);
  }
}
