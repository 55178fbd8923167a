import {
  ABSENT,
  COULOIR_SYMBOLS,
  EventView,
  SITE_ROW,
  SiteRows,
  encodeStringSegment,
  type RecordWriter,
} from '#libs/events';

/** Where the site of an event stands among the rows of all. */
export class SiteRowsOfEvents {
  readonly rows: SiteRows;
  readonly #rowOf = new Map<string, number>();

  /** @param rowsMax different authors and sites that may come */
  constructor(rowsMax: number) {
    this.rows = new SiteRows(rowsMax);
  }

  /** The row of the event's site and author, encoded when it is new. */
  rowOf(b: Buffer, view: EventView): number {
    const author = b.toString('latin1', view.authorStart, view.authorEnd);
    const site = b.toString('latin1', view.siteStart, view.siteEnd);
    const { couloir, solution } = view;
    const name = `${author}/${site}/${COULOIR_SYMBOLS[couloir] ?? ''}/${solution}`;
    const known = this.#rowOf.get(name);
    if (known !== undefined) return known;
    const row = this.#rowOf.size * SITE_ROW.bytes;
    this.rows.set(row, { author, site, couloir, solution });
    this.#rowOf.set(name, row);
    return row;
  }
}

/** What a record's head is written from. */
type RecordHead = Parameters<RecordWriter['open']>[3];

/** An event with everything that its writer takes, as the generator has it. */
export interface PreparedEvent {
  readonly source: string;
  readonly schemaId: number;
  readonly head: RecordHead;
  readonly department: number;
  readonly row: number;
  readonly type: number;
  readonly classCode: number;
  readonly format: number;
  readonly sizeBytes: number;
  readonly kind: number;
  readonly mailbox: number;
  readonly disposition: number;
  readonly errorCode: number;
  readonly lines: number;
  readonly relatedSequence: number;
  readonly relatedSource: Uint8Array | null;
}

/** Reads a framed event into the fields that its writer takes. */
export function prepare(b: Buffer, sites: SiteRowsOfEvents): PreparedEvent {
  const view = new EventView();
  view.read(b, 0, b.length);
  const { schemaId, sequence, occurredAtMs, registeredAtMs, actId, insOid } = view;
  const { department, type, classCode, format, sizeBytes, kind, mailbox } = view;
  const { disposition, errorCode, lines, relatedSequence } = view;
  const { patientHigh, patientLow } = view;
  return {
    source: b.toString('latin1', view.sourceStart, view.sourceEnd),
    schemaId,
    head: { sequence, occurredAtMs, registeredAtMs, actId, insOid, patientHigh, patientLow },
    ...{ department, type, classCode, format, sizeBytes, kind, mailbox },
    ...{ disposition, errorCode, lines, relatedSequence },
    row: sites.rowOf(b, view),
    relatedSource:
      view.relatedSourceStart === ABSENT
        ? null
        : encodeStringSegment(b.toString('latin1', view.relatedSourceStart, view.relatedSourceEnd)),
  };
}
