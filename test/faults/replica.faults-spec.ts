import { TOPICS } from '#libs/events';
import { eventually } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NOTHING_WRONG,
  SPEC_TIMEOUT_MS,
  expectation,
  startOwnServers,
  startRun,
  type OwnServers,
} from './test-servers.js';
import type { OwnPostgres } from './test-postgres.js';
import { ReplicatedPostgres } from './replicated-postgres.js';

const MOMENT_TIMEOUT_MS = 60_000;
/** Records that the first database has counted and the replica has not heard of. */
const BEHIND_MIN = 3000;

describe('a database that fails over to a replica that is behind', () => {
  let servers: OwnServers;
  let databases: ReplicatedPostgres;
  beforeAll(async () => {
    [servers, databases] = await Promise.all([startOwnServers(), ReplicatedPostgres.start()]);
    servers.database.aim(databases.primary.url);
  }, SPEC_TIMEOUT_MS);
  afterAll(async () => {
    await servers.close();
    await databases.close();
  });

  /** Sum of the offsets in the checkpoints of a database; 0 before it has such a table. */
  const offsetsIn = async (database: OwnPostgres): Promise<number> => {
    const rows = await database
      .ask<{ n: string | null }>(
        `select sum(next_offset) n from checkpoint where topic = '${TOPICS.dmp}'`,
      )
      .catch(() => []);
    return Number(rows[0]?.n ?? 0);
  };

  it(
    'goes back to what the replica knows, reads the rest again, and has every cell right',
    async () => {
      const { primary, replica } = databases;
      const { username, password, pathname } = new URL(primary.url);
      const through = Object.assign(new URL(servers.database.url), {
        username,
        password,
        pathname,
      });
      const run = await startRun(servers, ['--seed', '50', '--rate', '1500'], {
        MES_DATABASE_URL: through.href,
      });
      await eventually('the replica follows', MOMENT_TIMEOUT_MS, async () =>
        (await offsetsIn(replica)) > 1000 ? true : undefined,
      );
      databases.fallBehind();
      const known = await offsetsIn(replica);
      await eventually('the first is ahead', MOMENT_TIMEOUT_MS, async () =>
        (await offsetsIn(primary)) > known + BEHIND_MIN ? true : undefined,
      );
      const forgotten = (await offsetsIn(primary)) - (await offsetsIn(replica));
      await databases.failOver();
      servers.database.aim(replica.url);
      servers.database.network.cut();
      expect(run.hasEnded).toBe(false);
      expect(expectation(await run.end())).toEqual(NOTHING_WRONG);
      // The sums were read one after the other, while it went on.
      expect(forgotten).toBeGreaterThanOrEqual(BEHIND_MIN - 1000);
    },
    SPEC_TIMEOUT_MS,
  );
});
