import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

const TIMEOUT_MS = 180_000;
const PROCESSES = 8;

interface Outcome {
  readonly code: number | null;
  readonly said: {
    readonly applied?: readonly string[];
    readonly error?: string;
    readonly message?: string;
  };
}

/** A process of its own, as each replica is. */
function migrate(databaseUrl: string): Promise<Outcome> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'migrate.js')], {
    env: { ...process.env, MES_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, said: JSON.parse(text) as Outcome['said'] });
    });
  });
}

describe('replicas that start at once', () => {
  const name = `mes_replicas_${randomUUID().slice(0, 8)}`;
  const { MES_DATABASE_URL } = testBackend();
  const url = Object.assign(new URL(MES_DATABASE_URL), { pathname: name }).href;
  let server: pg.Client;
  let client: pg.Client;

  beforeAll(async () => {
    server = new pg.Client({ connectionString: MES_DATABASE_URL });
    await server.connect();
    await server.query(`create database ${name}`);
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });

  const all = (): Promise<Outcome[]> =>
    Promise.all(Array.from({ length: PROCESSES }, () => migrate(url)));
  const known = async (): Promise<string[]> =>
    (await client.query<{ name: string }>('select name from migration order by id')).rows.map(
      (row) => row.name,
    );

  it(
    'on an empty database: one migrates, all go on',
    async () => {
      const outcomes = await all();
      expect(outcomes.map(({ code }) => code)).toEqual(Array(PROCESSES).fill(0));
      const worked = outcomes.filter(({ said }) => (said.applied ?? []).length > 0);
      expect(worked).toHaveLength(1);
      expect(worked[0]?.said.applied).toEqual(await known());
    },
    TIMEOUT_MS,
  );

  it(
    'on an older schema: one migrates what is missing, all go on',
    async () => {
      const last = (await known()).at(-1) ?? '';
      await client.query('alter table intake_outbox drop column traceparent');
      await client.query('delete from migration where name = $1', ['OutboxTrace1763900000016']);
      const outcomes = await all();
      expect(outcomes.map(({ code }) => code)).toEqual(Array(PROCESSES).fill(0));
      const applied = outcomes.flatMap(({ said }) => said.applied ?? []);
      expect(applied).toEqual(['OutboxTrace1763900000016']);
      expect(await known()).toContain(last);
    },
    TIMEOUT_MS,
  );

  it(
    'on a newer schema: each refuses it by its name, and changes nothing',
    async () => {
      await client.query(`insert into migration (timestamp, name) values (1999, 'Later1999')`);
      await client
        .query('delete from reference_department where code = $1', ['75'])
        .catch(() => undefined);
      const before = await client.query('select * from reference_department order by 1');
      for (const { code, said } of await all()) {
        expect(code).toBe(2);
        expect(said.error).toBe('NewerSchemaError');
        expect(said.message).toContain('Later1999');
      }
      const after = await client.query('select * from reference_department order by 1');
      expect(after.rows).toEqual(before.rows);
    },
    TIMEOUT_MS,
  );
});
