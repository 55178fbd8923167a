import { deflateSync, inflateSync } from 'node:zlib';
import type { Channel } from '#libs/events';
import { RunFailedError } from '#libs/platform';

/** What an emitter found out while it emitted a unit: the ground truth of that shard. */
export interface UnitResult {
  readonly run: string;
  readonly channel: Channel;
  readonly shard: number;
  /** The event source of the unit, `CHANNEL/SCENARIO/SEED/SHARD`. */
  readonly source: string;
  /** Records acknowledged by the broker, repeated deliveries included. */
  readonly records: number;
  /** Distinct events among them. */
  readonly events: number;
  /** True when the unit was emitted to the scenario's end. */
  readonly isWhole: boolean;
  /** SHA-256 of the unit's records, lower-case hexadecimal; of a whole unit only. */
  readonly sha256: string | null;
  /** Truth cells, encoded by `encodeCells` of #libs/indicators. */
  readonly cells: Uint8Array;
}

/** A message on `mes.simulation-truth.v1`, JSON. A result is cut into parts that the broker takes. */
export type UnitReport =
  | ({
      readonly type: 'UnitFinished';
      readonly part: number;
      readonly parts: number;
      readonly cells: string;
    } & Omit<UnitResult, 'cells'>)
  | {
      readonly type: 'UnitFailed';
      readonly run: string;
      readonly channel: Channel;
      readonly shard: number;
      readonly detail: string;
    };

/** Bytes of cells in one report: well under the broker's default of 1 MB after base64. */
const PART_BYTES_MAX = 512 * 1024;

/** Cuts a result into the reports that carry it. */
export function reportsOf(result: UnitResult): UnitReport[] {
  const packed = deflateSync(result.cells);
  const parts = Math.max(1, Math.ceil(packed.length / PART_BYTES_MAX));
  return Array.from({ length: parts }, (_, part) => ({
    ...result,
    type: 'UnitFinished' as const,
    part,
    parts,
    cells: packed.subarray(part * PART_BYTES_MAX, (part + 1) * PART_BYTES_MAX).toString('base64'),
  }));
}

/**
 * Puts the parts of results together, in whatever order and however often they come: a unit that two
 * emitters finished reports twice, and both reports are the same.
 */
export class ResultAssembly {
  readonly #parts = new Map<string, (string | undefined)[]>();

  /** @returns the result once its last part has come, else undefined */
  add(report: Extract<UnitReport, { type: 'UnitFinished' }>): UnitResult | undefined {
    const key = `${report.run}/${report.source}/${String(report.records)}`;
    const parts =
      this.#parts.get(key) ?? new Array<string | undefined>(report.parts).fill(undefined);
    if (parts.length !== report.parts) {
      throw new RunFailedError(
        `reports of ${report.source}: expected ${String(parts.length)} parts, came ${String(report.parts)}`,
      );
    }
    parts[report.part] = report.cells;
    this.#parts.set(key, parts);
    if (parts.includes(undefined)) return undefined;
    this.#parts.delete(key);
    const { run, channel, shard, source, records, events, isWhole, sha256 } = report;
    const packed = Buffer.concat(parts.map((part) => Buffer.from(part ?? '', 'base64')));
    return {
      run,
      channel,
      shard,
      source,
      records,
      events,
      isWhole,
      sha256,
      cells: inflateSync(packed),
    };
  }
}
