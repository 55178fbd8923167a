import type { DsrCode } from '#libs/reference';
import type { Between } from './known-names.js';
import type { SonsShare } from './sons-shares.js';

/** What the schema lets a scenario file hold, before its months are resolved. Described in `schema.ts`. */
export interface ScenarioFile extends FileProvenance {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly dmp?: {
    readonly documents?: FileSeries;
    readonly shares?: readonly FileShares[];
  };
  readonly mssante?: {
    readonly messages?: FileSeries;
    readonly shares?: readonly FileShares[];
    readonly linkedShare?: FileFigure;
    readonly citizenShare?: FileFigure;
    readonly receiptRate?: FileFigure;
  };
  readonly eprescription?: {
    readonly issued?: FileSeries;
    readonly dispensed?: FileSeries;
    readonly linkedShare?: FileFigure;
    readonly closedRate?: FileFigure;
  };
  readonly sons?: FileSons;
  readonly faults?: {
    readonly duplicatedDelivery?: FileRate;
    readonly lateDeposit?: FileRate & { readonly daysMax: number };
    readonly reordering?: { readonly windowRecords: number };
    readonly refusedDeposit?: Readonly<Record<string, unknown>>;
    readonly replacedDocument?: FileRate;
    readonly changedVisibility?: FileRate;
    readonly deletedDocument?: FileRate;
  };
}

export type FileSons = FileProvenance &
  Readonly<Partial<Record<SonsShare, FileFigure>>> & {
    readonly belowThreshold?: Readonly<Record<string, unknown>>;
    readonly obstacles?: Readonly<Record<string, unknown>>;
  };

interface FileProvenance {
  readonly source?: string;
  readonly assumed?: true;
  readonly reason?: string;
}

/** Digits may be grouped: 18_800_000 is text in YAML 1.2. */
type FileCount = number | string;

export interface FileFigure extends FileProvenance {
  readonly value: number;
}

export interface FileRate extends FileProvenance {
  readonly rate: number;
}

export interface FileShares extends FileProvenance {
  readonly fromMonth: string;
  readonly weights: Readonly<Partial<Record<DsrCode, number>>>;
}

export interface FileSeries extends FileProvenance {
  readonly months?: readonly FileMonth[];
  readonly from?: string;
  readonly to?: string;
  readonly anchors?: readonly FileAnchor[];
  readonly periods?: readonly FilePeriod[];
  readonly between?: Between;
}

interface FileMonth extends FileProvenance {
  readonly month: string;
  readonly total: FileCount;
}

interface FileAnchor extends FileProvenance {
  readonly month: string;
  readonly monthly?: FileCount;
  readonly annualised?: FileCount;
}

interface FilePeriod extends FileProvenance {
  readonly from: string;
  readonly to: string;
  readonly total: FileCount;
}

/** The number that a count of a scenario file stands for. */
export function readCount(count: FileCount): number {
  return typeof count === 'number' ? count : Number(count.replaceAll('_', ''));
}
