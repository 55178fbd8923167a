import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { BadInvocationError } from '#libs/platform';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { createDataSource } from '../connection/data-source.js';
import { asDatabaseError } from '../connection/database-errors.js';
import { MIGRATIONS } from '../migrations/index.js';
import {
  NewerSchemaError,
  appliedMigrations,
  lockMigrations,
  runMigrations,
} from '../migrations/run-migrations.js';
import {
  BackupFileError,
  ROWS_END,
  checkBackup,
  copyStatement,
  emptyStatement,
  linesOf,
  quoted,
  textOf,
  type BackupEnd,
  type BackupManifest,
  type BackupTable,
} from './backup-file.js';

export interface RestoreOptions {
  /** True: what the database holds is thrown away. Omitted: only an empty one is filled. */
  readonly replace?: boolean;
}

/** The database holds something, and nobody has said that it may go. */
export class DatabaseNotEmptyError extends BadInvocationError {
  constructor(came: string) {
    super(
      `restore: expected an empty database; it holds ${came}. Nothing was changed. Give an empty one, or --replace to throw away what is there.`,
    );
  }
}

/** Somebody works in the database. */
export class DatabaseInUseError extends BadInvocationError {
  constructor(connections: readonly string[]) {
    super(
      `restore: expected nobody else in the database; came ${String(connections.length)} connections (${[...new Set(connections)].join(', ')}). Nothing was changed. Stop the services first.`,
    );
  }
}

/**
 * Fills a database from a backup, in one transaction: all of it is there afterwards, or nothing has
 * changed. A backup of an older version is brought up to date.
 *
 * Streams of the intakes get new names: the numbers that they gave after the backup belong to events
 * that are in the topics, and new events under the same numbers would be taken for repetitions.
 *
 * @returns what the backup said of itself
 * @throws BackupFileError, NewerSchemaError, DatabaseNotEmptyError, DatabaseInUseError,
 *   DatabaseUnreachableError: nothing was changed
 */
export async function restoreBackup(
  databaseUrl: string,
  file: string,
  options: RestoreOptions = {},
): Promise<{ readonly manifest: BackupManifest; readonly end: BackupEnd }> {
  const backup = await checkBackup(file);
  const { manifest } = backup;
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerSchemaError(unknown);
  const dataSource = sourceOf(databaseUrl, manifest);
  try {
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    // Cast: the driver's own client, on which this runner's transaction is.
    const client = (await runner.connect()) as PoolClient;
    await lockMigrations(client);
    await refuseCompany(client);
    await runner.startTransaction();
    await makeRoom(client, options.replace ?? false);
    await fill(dataSource, runner, client, { file, manifest });
    await runner.commitTransaction();
  } catch (error) {
    throw asDatabaseError(error, databaseUrl);
  } finally {
    // The lock, and a transaction that was not committed, end with the connection.
    if (dataSource.isInitialized) await dataSource.destroy();
  }
  await runMigrations(databaseUrl);
  return backup;
}

/** Names the connections of the restore to themselves. */
const APPLICATION = 'mes-restore';

/** Knows the tables as they were when the backup was taken. */
function sourceOf(databaseUrl: string, { migrations }: BackupManifest): DataSource {
  const had = new Set(migrations);
  const dataSource = createDataSource(databaseUrl);
  return new DataSource({
    ...dataSource.options,
    migrations: MIGRATIONS.filter(({ name }) => had.has(name)),
    applicationName: APPLICATION,
  } as ConstructorParameters<typeof DataSource>[0]);
}

async function refuseCompany(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select coalesce(nullif(application_name, ''), usename, 'unknown') as name from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and application_name <> $1`,
    [APPLICATION],
  );
  if (rows.length > 0) throw new DatabaseInUseError(rows.map(({ name }) => name));
}

async function makeRoom(client: PoolClient, mayReplace: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') order by 1`,
  );
  if (rows.length === 0) return;
  const isOurs = (await appliedMigrations(client)).length > 0;
  if (!mayReplace || !isOurs) {
    const names = rows.slice(0, 3).map(({ name }) => name);
    throw new DatabaseNotEmptyError(
      `${String(rows.length)} tables and views (${names.join(', ')} …)${isOurs ? '' : ', which are not those of mes-flow'}`,
    );
  }
  await client.query('drop schema public cascade');
  await client.query('create schema public');
}

async function fill(
  dataSource: DataSource,
  runner: QueryRunner,
  client: PoolClient,
  { file, manifest }: { readonly file: string; readonly manifest: BackupManifest },
): Promise<void> {
  await new MigrationExecutor(dataSource, runner).executePendingMigrations();
  await client.query(emptyStatement(manifest.tables));
  await copyRows(client, file, manifest);
  for (const { name, lastValue, isCalled } of manifest.sequences) {
    await client.query('select setval($1::regclass, $2, $3)', [
      `public.${quoted(name)}`,
      lastValue,
      isCalled,
    ]);
  }
  await client.query(
    `update intake_source
     set next_sequence = 0, birth = left(replace(gen_random_uuid()::text, '-', ''), 8)`,
  );
}

/** Only rows are taken from the file: its statements are compared with ours, and none of them is run. */
async function copyRows(client: PoolClient, file: string, manifest: BackupManifest): Promise<void> {
  let open: RowsOfTable | undefined;
  for await (const line of linesOf(file)) {
    if (open === undefined) {
      const text = textOf(line);
      const table = manifest.tables.find((each) => copyStatement(each) === text);
      if (table !== undefined) open = new RowsOfTable(client, table);
    } else if (line.length === 3 && textOf(line) === ROWS_END) {
      await open.end();
      open = undefined;
    } else {
      await open.write(line);
    }
  }
  if (open !== undefined) throw new BackupFileError(file, 'one that is cut off');
}

/** Rows on their way into a table. */
class RowsOfTable {
  readonly #stream: ReturnType<typeof copyFrom>;
  readonly #whenStored: Promise<void>;

  constructor(client: PoolClient, { name, columns }: BackupTable) {
    const list = columns.map(quoted).join(', ');
    this.#stream = client.query(copyFrom(`COPY public.${quoted(name)} (${list}) FROM STDIN`));
    this.#whenStored = finished(this.#stream);
    // Awaited by end(); a refused row fails the write that follows.
    this.#whenStored.catch(() => undefined);
  }

  async write(line: Buffer): Promise<void> {
    if (this.#stream.write(line)) return;
    await Promise.race([once(this.#stream, 'drain'), this.#whenStored]);
  }

  async end(): Promise<void> {
    this.#stream.end();
    await this.#whenStored;
  }
}
