import { randomUUID } from 'node:crypto';
import { testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseProxy, type CommitMoment, type Committing } from './database-proxy.js';

describe('a network that knows when COMMIT passes', () => {
  const table = `commits_${randomUUID().replaceAll('-', '')}`;
  let proxy: DatabaseProxy;
  let direct: pg.Client;
  beforeAll(async () => {
    const { MES_DATABASE_URL } = testBackend();
    proxy = await DatabaseProxy.start(MES_DATABASE_URL);
    direct = new pg.Client({ connectionString: MES_DATABASE_URL });
    await direct.connect();
    await direct.query(`create table ${table} (said text)`);
  });
  afterAll(async () => {
    await direct.query(`drop table ${table}`);
    await direct.end();
    await proxy.close();
  });

  /** Writes a word in a transaction of its own. @returns whether the client was told that it is stored */
  async function isToldStored(word: string): Promise<boolean> {
    const client = new pg.Client({ connectionString: proxy.url, application_name: 'a writer' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`insert into ${table} values ($1)`, [word]);
      await client.query('commit');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async function isStored(word: string): Promise<boolean> {
    const { rowCount } = await direct.query(`select from ${table} where said = $1`, [word]);
    return rowCount === 1;
  }

  it.each<[CommitMoment, boolean]>([
    ['before commit', false],
    ['after commit', true],
  ])(
    'cuts the connection %s: stored is %s, and the client knows nothing',
    async (moment, stored) => {
      const sprung: Committing[] = [];
      proxy.set({
        moment,
        isMeant: ({ application }) => application === 'a writer',
        spring: (committing) => sprung.push(committing),
      });
      expect(await isToldStored(moment)).toBe(false);
      expect(await isStored(moment)).toBe(stored);
      expect(sprung).toEqual([
        { application: 'a writer', statements: [`insert into ${table} values ($1)`, 'commit'] },
      ]);
      expect(await isToldStored(`${moment}, again`)).toBe(true);
    },
  );

  it('lets pass the commits that are not meant, and those of a trap that was given up', async () => {
    const sprung: Committing[] = [];
    const trap = { moment: 'before commit', spring: (it: Committing) => sprung.push(it) } as const;
    const giveUp = proxy.set({ ...trap, isMeant: () => false });
    expect(await isToldStored('others')).toBe(true);
    giveUp();
    proxy.set({ ...trap, isMeant: () => true })();
    expect(await isToldStored('given up')).toBe(true);
    expect([await isStored('others'), await isStored('given up'), sprung.length]).toEqual([
      true,
      true,
      0,
    ]);
  });
});
