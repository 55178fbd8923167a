import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OwnPostgres, own, postgresPrograms, type PostgresPrograms } from './test-postgres.js';
import {
  NOTHING_WRONG,
  SPEC_TIMEOUT_MS,
  expectation,
  startOwnServers,
  startRun,
  type OwnServers,
} from './test-servers.js';

const MOMENT_TIMEOUT_MS = 60_000;
const DISK_MEGABYTES = 200;
const FULL_MS = 4000;

/** A small disk of its own. Only root may mount one: whoever asks for this spec and is not root sees it fail. */
class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'mes-disk-'));

  constructor() {
    const size = `size=${String(DISK_MEGABYTES)}m`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', this.folder]);
  }

  /** Writes until nothing more fits. @returns what makes room again */
  fill(): () => void {
    const file = join(this.folder, 'filler');
    const descriptor = openSync(file, 'w');
    for (const bytes of [1 << 20, 4096, 1]) {
      const piece = Buffer.alloc(bytes);
      try {
        for (;;) writeSync(descriptor, piece);
      } catch {
        // Full, for pieces of this size.
      }
    }
    closeSync(descriptor);
    return () => {
      rmSync(file);
    };
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('a database whose disk is full', () => {
  let servers: OwnServers;
  let disk: SmallDisk;
  let database: OwnPostgres;
  beforeAll(async () => {
    disk = new SmallDisk();
    const programs: PostgresPrograms = await postgresPrograms();
    own(programs, disk.folder);
    database = await OwnPostgres.on(programs, join(disk.folder, 'data'), [
      ...['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB', '-c', 'wal_recycle=off'],
    ]);
    await database.initialise();
    await database.start();
    await database.createDatabase();
    servers = await startOwnServers();
    servers.database.aim(database.url);
  }, SPEC_TIMEOUT_MS);
  afterAll(async () => {
    await servers.close();
    await database.end('SIGQUIT');
    disk.remove();
  });

  it(
    'stores nothing for a while, and every cell once there is room',
    async () => {
      const { username, password, pathname } = new URL(database.url);
      const through = Object.assign(new URL(servers.database.url), {
        username,
        password,
        pathname,
      });
      const run = await startRun(servers, ['--seed', '60', '--rate', '1500'], {
        MES_DATABASE_URL: through.href,
      });
      const counted = async (): Promise<number> => {
        const rows = await database
          .ask<{ n: string | null }>('select sum(counted) n from checkpoint')
          .catch(() => []);
        return Number(rows[0]?.n ?? 0);
      };
      await eventually('something is counted', MOMENT_TIMEOUT_MS, async () =>
        (await counted()) > 1000 ? true : undefined,
      );
      const makeRoom = disk.fill();
      // It is full now: what it says of that is its own affair, an error or its end.
      const refused = await eventually('it refuses', MOMENT_TIMEOUT_MS, async () => {
        const text =
          'create table if not exists fill as select repeat(g::text, 100) from generate_series(1, 99999) g';
        return database.ask(text).then(
          () => undefined,
          (error: unknown) => String(error),
        );
      });
      await delay(FULL_MS);
      makeRoom();
      if (!database.isRunning) await database.start();
      expect(refused).toMatch(/No space left|terminat|ECONNREFUSED|recovery|starting up/);
      expect(expectation(await run.end())).toEqual(NOTHING_WRONG);
    },
    SPEC_TIMEOUT_MS,
  );
});
