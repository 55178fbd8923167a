import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { BadInvocationError, packageVersion, type Clock } from '#libs/platform';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { asDatabaseError } from '../connection/database-errors.js';
import { connectClient } from '../connection/pool.js';
import { appliedMigrations } from '../migrations/run-migrations.js';
import {
  BACKUP_FORMAT,
  END_MARK,
  HEAD_LINE,
  MANIFEST_MARK,
  ROWS_END,
  copyStatement,
  emptyStatement,
  quoted,
  type BackupManifest,
  type BackupTable,
} from './backup-file.js';

/** What was written. */
export interface BackupReport {
  readonly manifest: BackupManifest;
  readonly rows: number;
  /** Of the packed file. */
  readonly bytes: number;
}

/** Tables that tell of the others, and have no rows of their own to keep. */
const BOOKKEEPING = ['migration', 'typeorm_metadata'];

/**
 * Writes every row of the database into a file: one snapshot, so that figures, offsets and registries
 * belong together, whatever is committed meanwhile. Nobody waits for it.
 *
 * The file is there only when it is whole; it is readable by its owner alone.
 *
 * @throws DatabaseUnreachableError; BadInvocationError for a database that is not ours
 */
export async function writeBackup(
  databaseUrl: string,
  file: string,
  clock: Pick<Clock, 'nowMs'>,
): Promise<BackupReport> {
  const client = await connectClient(databaseUrl);
  try {
    await client.query('begin isolation level repeatable read read only');
    const manifest = await manifestOf(client, clock);
    const rows = await writeFile(client, manifest, file);
    await client.query('commit');
    return { manifest, rows, bytes: (await stat(file)).size };
  } catch (error) {
    throw asDatabaseError(error, databaseUrl);
  } finally {
    await client.end();
  }
}

async function manifestOf(client: pg.Client, clock: Pick<Clock, 'nowMs'>): Promise<BackupManifest> {
  const migrations = await appliedMigrations(client);
  if (migrations.length === 0) {
    throw new BadInvocationError(
      'expected a database of mes-flow, with its table migration; came one without. Check MES_DATABASE_URL.',
    );
  }
  const { rows: checkpoints } = await client.query<BackupManifest['checkpoints'][number]>(
    `select consumer, topic, topic_id as "topicId", partition, next_offset::text as "nextOffset"
     from checkpoint order by consumer, topic, partition`,
  );
  const { rows: streams } = await client.query<BackupManifest['streams'][number]>(
    `select channel, shard, birth, next_sequence::text as "nextSequence"
     from intake_source order by channel, shard`,
  );
  const { rows: version } = await client.query<{ server_version: string }>('show server_version');
  return {
    format: BACKUP_FORMAT,
    version: packageVersion(),
    takenAt: new Date(clock.nowMs()).toISOString(),
    postgres: version[0]?.server_version ?? '',
    migrations,
    tables: await tablesOf(client),
    sequences: await sequencesOf(client),
    checkpoints,
    streams,
  };
}

/** Every table, those first that others refer to. */
async function tablesOf(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
     order by c.relname`,
    [BOOKKEEPING],
  );
  const waiting = new Map(rows.map((row) => [row.name, row]));
  const ordered: BackupTable[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(
      ({ needs }) => !needs.some((name) => waiting.has(name)),
    );
    if (next === undefined) throw new Error('tables that refer to one another in a circle');
    waiting.delete(next.name);
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}

async function sequencesOf(client: pg.Client): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by 1`,
  );
  const sequences: BackupManifest['sequences'][number][] = [];
  for (const { name } of rows) {
    // A sequence is outside every snapshot: a number too many is a gap, one too few would be given twice.
    const { rows: stands } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled" from public.${quoted(name)}`,
    );
    const [stand] = stands;
    if (stand !== undefined) sequences.push({ name, ...stand });
  }
  return sequences;
}

/** @returns the number of rows */
async function writeFile(
  client: pg.Client,
  manifest: BackupManifest,
  file: string,
): Promise<number> {
  const partial = `${file}.part`;
  const sink = new PackedText(partial);
  try {
    await sink.line(`${HEAD_LINE} ${String(BACKUP_FORMAT)}`);
    await sink.line(`${MANIFEST_MARK}${JSON.stringify(manifest)}`);
    await sink.line(`SET client_encoding = 'UTF8';`);
    await sink.line(emptyStatement(manifest.tables));
    const rows: Record<string, number> = {};
    for (const table of manifest.tables) rows[table.name] = await writeTable(client, table, sink);
    for (const { name, lastValue, isCalled } of manifest.sequences) {
      await sink.line(
        `SELECT pg_catalog.setval('public.${quoted(name)}', ${lastValue}, ${String(isCalled)});`,
      );
    }
    await sink.end(`${END_MARK}${JSON.stringify({ rows, sha256: sink.sha256() })}`);
    await syncFile(partial);
    await rename(partial, file);
    return Object.values(rows).reduce((sum, count) => sum + count, 0);
  } catch (error) {
    sink.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeTable(
  client: pg.Client,
  table: BackupTable,
  sink: PackedText,
): Promise<number> {
  await sink.line(copyStatement(table));
  const columns = table.columns.map(quoted).join(', ');
  const rows = client.query(copyTo(`COPY public.${quoted(table.name)} (${columns}) TO STDOUT`));
  for await (const piece of rows) await sink.write(piece as Buffer); // Without an encoding: buffers.
  await sink.line(ROWS_END);
  return rows.rowCount;
}

/** Packed text in a file of its owner's, and the digest of what was written. */
class PackedText {
  readonly #hash = createHash('sha256');
  readonly #gzip: Gzip = createGzip({ level: 6 });
  readonly #whenWritten: Promise<void>;

  constructor(file: string) {
    const target = createWriteStream(file, { flags: 'w', mode: 0o600 });
    target.on('error', (error) => this.#gzip.destroy(error));
    this.#whenWritten = finished(this.#gzip.pipe(target));
    // Awaited by end(); before that, a failure shows in the next write.
    this.#whenWritten.catch(() => undefined);
  }

  line(text: string): Promise<void> {
    return this.write(Buffer.from(`${text}\n`));
  }

  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    if (!this.#gzip.write(bytes)) await once(this.#gzip, 'drain');
  }

  /** Of all that was written so far. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Writes a last line, and waits until all of it is in the file. */
  async end(text: string): Promise<void> {
    this.#gzip.end(`${text}\n`);
    await this.#whenWritten;
  }

  destroy(): void {
    this.#gzip.destroy();
  }
}

/** The name is changed only when the bytes are on the disk: a power cut must not leave an empty backup. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
