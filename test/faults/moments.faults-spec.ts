import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS, deadLetterTopic } from '#libs/events';
import type { CommitMoment, Committing } from '#libs/faults';
import { eventually } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NOTHING_WRONG,
  SPEC_TIMEOUT_MS,
  expectation,
  kill,
  startOwnServers,
  startRun,
  type FaultyRun,
  type OwnServers,
} from './test-servers.js';

const MOMENT_TIMEOUT_MS = 60_000;
const MOMENTS = join(import.meta.dirname, 'moments');

// Real: the broker, the database, the services. What is ours is the moment of their death.
describe('a death at the moment that matters', () => {
  let servers: OwnServers;
  beforeAll(async () => {
    servers = await startOwnServers();
  }, SPEC_TIMEOUT_MS);
  afterAll(() => servers.close());

  /** Kills the aggregator whose transaction has such a statement, as its COMMIT passes; resolves when it has happened. */
  const killAt = async (moment: CommitMoment, statement: RegExp, run: FaultyRun): Promise<void> => {
    let hasSprung = false;
    servers.database.set({
      moment,
      isMeant: ({ application, statements }: Committing) =>
        application.startsWith('volume-aggregator') && statements.some((it) => statement.test(it)),
      spring: () => {
        hasSprung = true;
        kill(run.pidOf('volume-aggregator'));
      },
    });
    await eventually(`a commit passes`, MOMENT_TIMEOUT_MS, () => (hasSprung ? true : undefined));
  };

  it.each<[string, CommitMoment, RegExp]>([
    ['between fold and commit', 'before commit', /^update checkpoint\b/],
    ['after the commit, before its answer', 'after commit', /^update checkpoint\b/],
    ['while it takes partitions in a rebalance', 'before commit', /^insert into checkpoint\b/],
    ['when it has taken them and does not know', 'after commit', /^insert into checkpoint\b/],
  ])(
    'of an aggregator %s costs no cell',
    async (what, moment, statement) => {
      const run = await startRun(servers, ['--seed', String(100 + what.length), '--rate', '3000']);
      if (statement.source.includes('insert')) {
        // Counting first, so that there is something to take: the death of it makes the rebalance.
        await killAt('before commit', /^update checkpoint\b/, run);
      }
      for (let times = 0; times < 3; times++) await killAt(moment, statement, run);
      const ended = await run.end();
      expect(expectation(ended)).toEqual(NOTHING_WRONG);
      expect(ended.report?.restarts).toBeGreaterThanOrEqual(3);
    },
    SPEC_TIMEOUT_MS,
  );

  it(
    'of an aggregator between a dead letter and its commit keeps the letter, and counts it once',
    async () => {
      // It lies there before anybody reads: the first commit of all is that of its letter.
      const producer = servers.kafka.producer();
      await producer.connect();
      await producer.send({
        topic: TOPICS.dmp,
        messages: [{ key: 'x', value: 'no event', partition: 0 }],
      });
      await producer.disconnect();
      const run = await startRun(servers, ['--seed', '7', '--rate', '3000']);
      await killAt('before commit', /^update checkpoint\b/, run);
      const letters = await servers.records(deadLetterTopic(TOPICS.dmp));
      const ended = await run.end();
      expect(expectation(ended)).toEqual(NOTHING_WRONG);
      expect(ended.report?.events.deadLettered).toBe(1);
      // Written before the death and once more after it: a letter may come twice, never not at all.
      expect([letters, await servers.records(deadLetterTopic(TOPICS.dmp))]).toEqual([1n, 2n]);
    },
    SPEC_TIMEOUT_MS,
  );

  it(
    'of an emitter between the last batch of a unit and its report costs repetitions alone',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-moment-'));
      const mark = join(folder, 'died');
      try {
        const run = await startRun(servers, ['--seed', '9', '--rate', '6000'], {
          NODE_OPTIONS: `--import=${join(MOMENTS, 'before-report.js')}`,
          FAULT_MARK: mark,
        });
        const ended = await run.end();
        expect(expectation(ended)).toEqual(NOTHING_WRONG);
        expect(existsSync(mark)).toBe(true);
        expect(ended.report?.events.duplicatesIgnored).toBeGreaterThan(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    SPEC_TIMEOUT_MS,
  );
});

describe('a process whose clock is hours off', () => {
  let servers: OwnServers;
  beforeAll(async () => {
    servers = await startOwnServers();
  }, SPEC_TIMEOUT_MS);
  afterAll(() => servers.close());

  it.each([
    ['volume-aggregator', -5],
    ['volume-aggregator', 5],
    ['dmp-emitter', -5],
  ])(
    '%s, by %s hours, counts the same',
    async (app, hours) => {
      // Without a pace: a load begins at an instant of the wall clock, which is not the same one there.
      const seed = String(200 + hours + app.length);
      const run = await startRun(servers, ['--seed', seed], {
        NODE_OPTIONS: `--import=${join(MOMENTS, 'clock-off.js')}`,
        FAULT_CLOCK: `${app}=${String(hours)}`,
      });
      expect(expectation(await run.end())).toEqual(NOTHING_WRONG);
    },
    SPEC_TIMEOUT_MS,
  );
});
