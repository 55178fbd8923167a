import { deflateSync, inflateSync } from 'node:zlib';
import type { StreamName } from '#libs/events';
import { RunFailedError } from '#libs/platform';

/** What an emitter found out while it emitted a unit: the ground truth of that shard. */
export interface UnitResult {
  readonly run: string;
  readonly channel: StreamName;
  readonly shard: number;
  /** The event source of the unit, `STREAM/SCENARIO/SEED/SHARD`. */
  readonly source: string;
  /** Records acknowledged by the broker, repeated deliveries included. */
  readonly records: number;
  /** Distinct events among them. */
  readonly events: number;
  /** True when the unit was emitted to the scenario's end. */
  readonly isWhole: boolean;
  /** SHA-256 of the unit's records, lower-case hexadecimal; of a whole unit only. */
  readonly sha256: string | null;
  /** Truth cells of the volumes, encoded by `encodeCells` of #libs/indicators. */
  readonly cells: Uint8Array;
  /**
   * Truth cells of the SONS, encoded by `encodeSonsCells` of #libs/sons-rules: of a whole unit of a
   * scenario with SONS only, else null.
   */
  readonly sons: Uint8Array | null;
  /** What became of the slots of its load; null for a unit that was emitted as fast as it went. */
  readonly load: UnitLoadResult | null;
}

/** Latencies from the intended time of a record to its acknowledgement, and what was never sent. */
export interface LatencyCounts {
  /** Records acknowledged. */
  readonly records: number;
  /** Slots that could not start in time: no record was sent for them, and no latency counts them. */
  readonly dropped: number;
  /** HDR histogram of the records' latencies, microseconds: V2, compressed, base64. */
  readonly histogram: string;
}

/** What became of the slots of one unit. */
export interface UnitLoadResult {
  /** Slots that came up: each is a record sent or a slot dropped. */
  readonly slots: number;
  /** Of all of them, warm-up included. */
  readonly dropped: number;
  readonly warmup: LatencyCounts;
  readonly steady: LatencyCounts;
}

/** The first slot that a unit dropped after its warm-up. */
export interface RateMiss {
  readonly channel: StreamName;
  readonly shard: number;
  /** Intended time of the slot, milliseconds from the load's start. */
  readonly intendedMs: number;
  /** Index of the stage under way then. */
  readonly stage: number;
  /** Slots that this unit had dropped by then, of the steady state. */
  readonly dropped: number;
}

/** A message on `mes.simulation-truth.v1`, JSON. A result is cut into parts that the broker takes. */
export type UnitReport =
  | ({
      readonly type: 'UnitFinished';
      readonly part: number;
      readonly parts: number;
      /** Bytes of the volumes' cells: what follows them are the cells of the SONS. */
      readonly cellsBytes: number;
      readonly hasSons: boolean;
      /** This part of the cells of both, deflated together, base64. */
      readonly cells: string;
    } & Omit<UnitResult, 'cells' | 'sons'>)
  /** Sent at once, so that everybody who emits for this run stops. */
  | ({ readonly type: 'RateMissed'; readonly run: string } & RateMiss)
  | {
      readonly type: 'UnitFailed';
      readonly run: string;
      readonly channel: StreamName;
      readonly shard: number;
      readonly detail: string;
    };

/** Bytes of cells in one report: well under the broker's default of 1 MB after base64. */
const PART_BYTES_MAX = 512 * 1024;

/** Most parts of one result, assumed: 128 MiB of packed cells, some thousand times what a month's unit has. */
const PARTS_MAX = 256;
/** Most bytes of the cells of one unit once unpacked, assumed. */
const CELLS_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Reads a message of the topic of reports.
 *
 * @returns undefined when it is none: anybody may write there
 */
export function parseUnitReport(text: string): UnitReport | undefined {
  let came: unknown;
  try {
    came = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isUnitReport(came) ? came : undefined;
}

/** Looks at what the readers rely on before they know whose report it is. */
function isUnitReport(came: unknown): came is UnitReport {
  if (typeof came !== 'object' || came === null) return false;
  const report = came as Record<string, unknown>;
  if (typeof report['run'] !== 'string' || typeof report['channel'] !== 'string') return false;
  switch (report['type']) {
    case 'UnitFinished': {
      const { part, parts, cells, source, cellsBytes } = report;
      return (
        isBelow(part, parts) &&
        isBelow(parts, PARTS_MAX + 1) &&
        isBelow(cellsBytes, CELLS_BYTES_MAX + 1) &&
        typeof cells === 'string' &&
        typeof source === 'string'
      );
    }
    case 'RateMissed':
      return Number.isFinite(report['intendedMs']);
    case 'UnitFailed':
      return typeof report['detail'] === 'string';
    default:
      return false;
  }
}

function isBelow(value: unknown, limit: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < Number(limit);
}

/** Cuts a result into the reports that carry it. */
export function reportsOf(result: UnitResult): UnitReport[] {
  const { cells, sons, ...facts } = result;
  const packed = deflateSync(sons === null ? cells : Buffer.concat([cells, sons]));
  const parts = Math.max(1, Math.ceil(packed.length / PART_BYTES_MAX));
  return Array.from({ length: parts }, (_, part) => ({
    ...facts,
    type: 'UnitFinished' as const,
    part,
    parts,
    cellsBytes: cells.length,
    hasSons: sons !== null,
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
    const { run, channel, shard, source, records, events, isWhole, sha256, load } = report;
    const packed = Buffer.concat(parts.map((part) => Buffer.from(part ?? '', 'base64')));
    const both = inflateSync(packed, { maxOutputLength: CELLS_BYTES_MAX });
    return {
      run,
      channel,
      shard,
      source,
      records,
      events,
      isWhole,
      sha256,
      load,
      cells: both.subarray(0, report.cellsBytes),
      sons: report.hasSons ? both.subarray(report.cellsBytes) : null,
    };
  }
}
