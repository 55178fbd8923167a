import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TcpProxy } from '#libs/faults';
import pg from 'pg';
import { OwnPostgres, own, postgresPrograms } from './test-postgres.js';

const SENDING = ['wal_level=replica', 'max_wal_senders=4', 'wal_keep_size=1GB', 'hot_standby=on'];

/**
 * A PostgreSQL and a replica that follows it asynchronously, as most are set up: what the first has
 * committed is on the second a moment later, unless the first dies before.
 */
export class ReplicatedPostgres {
  private constructor(
    private readonly folder: string,
    readonly primary: OwnPostgres,
    readonly replica: OwnPostgres,
    /** The network over which the replica follows. */
    private readonly replication: TcpProxy,
  ) {}

  static async start(): Promise<ReplicatedPostgres> {
    const programs = await postgresPrograms();
    const folder = mkdtempSync(join(tmpdir(), 'mes-replicated-'));
    own(programs, folder);
    const replication = await TcpProxy.start();
    const sending = SENDING.flatMap((setting) => ['-c', setting]);
    const primary = await OwnPostgres.on(programs, join(folder, 'primary'), sending);
    replication.aim(primary.port);
    await primary.initialise();
    await primary.start();
    await primary.createDatabase();
    const following = [
      `primary_conninfo=host=127.0.0.1 port=${String(replication.port)} user=mes`,
      // A connection that broke is made again at once, and a silent one is not given up.
      ...['wal_retrieve_retry_interval=100ms', 'wal_receiver_timeout=0'],
    ];
    const replica = await OwnPostgres.on(programs, join(folder, 'replica'), [
      ...sending,
      ...following.flatMap((setting) => ['-c', setting]),
    ]);
    await copy(primary, replica);
    await replica.start();
    return new ReplicatedPostgres(folder, primary, replica, replication);
  }

  /** From now on the replica gets nothing more. */
  fallBehind(): void {
    this.replication.set({ isSilent: true });
  }

  /** Kills the first, and makes the replica the one that is written to. */
  async failOver(): Promise<void> {
    await this.primary.end('SIGKILL');
    this.replication.cut();
    await this.replica.ask('select pg_promote(true)');
  }

  async close(): Promise<void> {
    await this.replica.end('SIGQUIT');
    await this.primary.end('SIGQUIT');
    await this.replication.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A base backup by hand, as the manual has it: the package ships no pg_basebackup. */
async function copy(from: OwnPostgres, to: OwnPostgres): Promise<void> {
  // The backup belongs to the session that began it.
  const client = new pg.Client({ connectionString: from.url });
  await client.connect();
  await client.query("select pg_backup_start('replica', true)");
  cpSync(from.folder, to.folder, {
    recursive: true,
    filter: (source) => !source.endsWith('postmaster.pid'),
  });
  const { rows } = await client.query<{ labelfile: string }>(
    'select labelfile from pg_backup_stop(false)',
  );
  await client.end();
  writeFileSync(join(to.folder, 'backup_label'), rows[0]?.labelfile ?? '');
  writeFileSync(join(to.folder, 'standby.signal'), '');
  to.own(to.folder);
}
