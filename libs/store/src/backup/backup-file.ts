import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BadInvocationError } from '#libs/platform';

/** A table of a backup, in an order in which rows find those that they refer to. */
export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Where a reader of topics stood when the backup was taken. */
export interface BackupCheckpoint {
  readonly consumer: string;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** First offset that is not in the figures of the backup; as text, like every 64-bit number. */
  readonly nextOffset: string;
}

/** What a backup says of itself in its first lines. */
export interface BackupManifest {
  readonly format: typeof BACKUP_FORMAT;
  /** Of mes-flow. */
  readonly version: string;
  /** ISO 8601, of the machine that took it. */
  readonly takenAt: string;
  /** Version of the server. */
  readonly postgres: string;
  /** Names of the migrations that the tables have had. */
  readonly migrations: readonly string[];
  readonly tables: readonly BackupTable[];
  readonly sequences: readonly {
    readonly name: string;
    readonly lastValue: string;
    readonly isCalled: boolean;
  }[];
  readonly checkpoints: readonly BackupCheckpoint[];
  /** Where the intakes stood: events from there on are not in the truth of the backup. */
  readonly streams: readonly {
    readonly channel: string;
    readonly shard: number;
    readonly birth: string;
    readonly nextSequence: string;
  }[];
}

/** What a backup says at its end. */
export interface BackupEnd {
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Of all bytes before the last line, unpacked. */
  readonly sha256: string;
}

export const BACKUP_FORMAT = 1;
export const HEAD_LINE = '-- mes-flow backup';
export const MANIFEST_MARK = '-- manifest ';
export const END_MARK = '-- end ';
/** The line that ends the rows of a table, as psql wants it. */
export const ROWS_END = '\\.';

/** Bytes of one line: a row with a large page of sequences has some hundred kilobytes. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A file that is no backup, or not a whole one. Nothing was changed. */
export class BackupFileError extends BadInvocationError {
  constructor(file: string, came: string, options?: ErrorOptions) {
    super(
      `${file}: expected a backup written by mes backup, whole and unchanged; came ${came}`,
      options,
    );
  }
}

/** The statement that begins the rows of a table, as it stands in the file. */
export function copyStatement({ name, columns }: BackupTable): string {
  return `COPY public.${quoted(name)} (${columns.map(quoted).join(', ')}) FROM stdin;`;
}

/**
 * Empties tables that have rows, those first that refer to others. Rows that only grow refuse a
 * TRUNCATE, even of nothing: of those there are none where tables were made a moment ago.
 */
export function emptyStatement(tables: readonly BackupTable[]): string {
  const names = tables.toReversed().map(({ name }) => `'${name.replaceAll("'", "''")}'`);
  return (
    `DO $$ DECLARE filled text; has_rows boolean; BEGIN FOREACH filled IN ARRAY ARRAY[${names.join(', ')}]::text[] LOOP ` +
    `EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', filled) INTO has_rows; ` +
    `IF has_rows THEN EXECUTE format('DELETE FROM public.%I', filled); END IF; END LOOP; END $$;`
  );
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The lines of a packed file, each with its line end.
 *
 * @throws BackupFileError when it is not packed, or broken
 */
export async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  const packed = createReadStream(file);
  const plain = createGunzip();
  packed.on('error', (error) => plain.destroy(error));
  try {
    for await (const piece of packed.pipe(plain)) {
      // Cast: a stream without an encoding gives buffers.
      const chunk = piece as Buffer;
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.subarray(start, end + 1);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > LINE_BYTES_MAX) {
        throw new BackupFileError(file, `a line of more than ${String(LINE_BYTES_MAX)} bytes`);
      }
    }
  } catch (cause) {
    if (cause instanceof BackupFileError) throw cause;
    throw new BackupFileError(file, `what cannot be unpacked (${messageOf(cause)})`, { cause });
  } finally {
    packed.destroy();
  }
  if (rest.length > 0) throw new BackupFileError(file, 'one that is cut off');
}

/** Text of a line without its end. */
export function textOf(line: Buffer): string {
  return line.subarray(0, -1).toString();
}

/**
 * Reads a backup from its first to its last byte, and changes nothing.
 *
 * @throws BackupFileError for anything but what mes backup has written
 */
export async function checkBackup(
  file: string,
): Promise<{ readonly manifest: BackupManifest; readonly end: BackupEnd }> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  let manifest: BackupManifest | undefined;
  let end: BackupEnd | undefined;
  let table: string | undefined;
  let lines = 0;
  for await (const line of linesOf(file)) {
    lines++;
    if (end !== undefined) throw new BackupFileError(file, 'more behind its last line');
    if (table !== undefined) {
      if (line.length === 3 && textOf(line) === ROWS_END) table = undefined;
      else rows[table] = (rows[table] ?? 0) + 1;
      hash.update(line);
      continue;
    }
    const text = textOf(line);
    if (lines === 1 && text !== `${HEAD_LINE} ${String(BACKUP_FORMAT)}`) {
      throw new BackupFileError(file, 'another first line');
    }
    if (text.startsWith(END_MARK)) {
      end = JSON.parse(text.slice(END_MARK.length)) as BackupEnd;
      continue;
    }
    hash.update(line);
    if (text.startsWith(MANIFEST_MARK)) {
      manifest = JSON.parse(text.slice(MANIFEST_MARK.length)) as BackupManifest;
    }
    table = manifest?.tables.find((each) => copyStatement(each) === text)?.name;
    if (table !== undefined) rows[table] = 0;
  }
  if (manifest === undefined || end === undefined) {
    throw new BackupFileError(file, 'one that is cut off');
  }
  if (hash.digest('hex') !== end.sha256 || !haveSameRows(rows, end.rows)) {
    throw new BackupFileError(file, 'other bytes than those that were written');
  }
  return { manifest, end };
}

function haveSameRows(came: BackupEnd['rows'], expected: BackupEnd['rows']): boolean {
  const names = new Set([...Object.keys(came), ...Object.keys(expected)]);
  return [...names].every((name) => came[name] === expected[name]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
