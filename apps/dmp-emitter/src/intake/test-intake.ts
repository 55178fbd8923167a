import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeEvent, type DecodedEvent } from '#libs/events';
import { startHttpService, type HttpServiceOptions } from '#libs/edge';
import { IntakeLane, type IntakeBounds } from '#libs/intake';
import { finishBatch, readRecords } from '#libs/kafka';
import { createPool, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import { ConsoleLogger } from '@nestjs/common';
import pg, { type Pool } from 'pg';
import { DmpIntake } from './dmp-intake.js';
import { DMP_INTAKE_FACTS, DmpIntakeModule } from './dmp-intake.module.js';
import { DmpBook } from './registry/dmp-book.js';

/** The intake over HTTP on a database of its own; its broker is a list. */
export interface TestIntake {
  readonly url: string;
  readonly database: string;
  readonly pool: Pool;
  /** What was published so far. */
  readonly events: DecodedEvent[];
  stop(): Promise<void>;
  /** Ends the service alone: what its database holds is for the next one. */
  leave(): Promise<void>;
}

interface TestIntakeOptions extends Partial<IntakeBounds> {
  /** Who is asking. Omitted: nobody is asked. */
  readonly access?: HttpServiceOptions['access'];
  /** Database of an intake that was left. Omitted: a new one. */
  readonly database?: string;
  /** True: the broker takes nothing. */
  readonly isBrokerLost?: boolean;
}

/** Partitions of the topic that is none. */
const PARTITIONS = 12;

export async function startTestIntake(options: TestIntakeOptions = {}): Promise<TestIntake> {
  const { access = null, database, isBrokerLost = false, ...bounds } = options;
  const name = database ?? `mes_dmp_test_${randomUUID().slice(0, 8)}`;
  const server = testBackend().MES_DATABASE_URL;
  if (database === undefined) await execute(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await runMigrations(url);
  const pool = createPool(url);
  const events: DecodedEvent[] = [];
  const lane = await IntakeLane.open({
    book: new DmpBook(),
    pool,
    producer: {
      send: (batch) => {
        if (isBrokerLost) return Promise.reject(new Error('the broker is gone'));
        const buffer = finishBatch(batch.buffer, batch.end, batch);
        for (const { value } of readRecords({ buffer, firstOffset: 0n })) {
          if (value) events.push(decodeEvent(value));
        }
        return Promise.resolve({ baseOffset: 0n });
      },
    },
    partitions: PARTITIONS,
    onFatal: () => undefined,
    ...bounds,
  });
  const http = await startHttpService({
    ...DMP_INTAKE_FACTS,
    name: 'dmp-intake',
    module: DmpIntakeModule.with(new DmpIntake(lane, pool), pool),
    access,
    // The start is of no interest here, a bug is.
    logger: new ConsoleLogger({ logLevels: ['error', 'fatal'] }),
  });
  const leave = async (): Promise<void> => {
    await http.service.close();
    await lane.close();
    await pool.end();
  };
  return {
    url: http.url,
    database: name,
    pool,
    events,
    leave,
    stop: async () => {
      await leave();
      await execute(server, `drop database ${name} with (force)`);
    },
  };
}

/** An example of the documentation, parsed. */
export function example(name: string): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'examples', name);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
