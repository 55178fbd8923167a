import { SONS_TOPIC, TOPICS } from '#libs/events';
import { eventually } from '#libs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NOTHING_WRONG,
  SPEC_TIMEOUT_MS,
  expectation,
  startOwnServers,
  startRun,
  type FaultyRun,
  type OwnServers,
} from './test-servers.js';

const MOMENT_TIMEOUT_MS = 60_000;

// What happens to a topic under a reader: it goes on where that is right, and stops with a name where it is not.
describe('a topic that changes under its reader', () => {
  let servers: OwnServers;
  beforeEach(async () => {
    servers = await startOwnServers();
  }, SPEC_TIMEOUT_MS);
  afterEach(() => servers.close());

  const counted = async (): Promise<bigint> => {
    const [row] = await servers.query<{ n: string | null }>(
      `select sum(next_offset) n from checkpoint where consumer like 'volume%' and topic = '${TOPICS.dmp}'`,
    );
    return BigInt(row?.n ?? 0);
  };

  const somethingCounted = (): Promise<true> =>
    eventually('something is counted', MOMENT_TIMEOUT_MS, async () =>
      (await counted()) > 0n ? true : undefined,
    );

  /** Deletes the records of every partition up to its end, as retention does. */
  const overrun = async (): Promise<void> => {
    const admin = servers.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(TOPICS.dmp);
    await admin.deleteTopicRecords({
      topic: TOPICS.dmp,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    });
    await admin.disconnect();
  };

  /** Freezes the reader, has some records written behind its back, and lets it go on after something happened. */
  const behindTheReader = async (run: FaultyRun, happens: () => Promise<void>): Promise<void> => {
    await somethingCounted();
    const pid = run.pidOf('volume-aggregator');
    process.kill(pid, 'SIGSTOP');
    const before = await servers.records(TOPICS.dmp);
    await eventually('records come that nobody reads', MOMENT_TIMEOUT_MS, async () =>
      (await servers.records(TOPICS.dmp)) > before + 2000n ? true : undefined,
    );
    await happens();
    process.kill(pid, 'SIGCONT');
  };

  it(
    'retention that takes what was counted changes nothing',
    async () => {
      const first = await (await startRun(servers, ['--seed', '1'])).end();
      expect(expectation(first)).toEqual(NOTHING_WRONG);
      await overrun();
      const second = await (await startRun(servers, ['--seed', '2'])).end();
      expect(expectation(second)).toEqual(NOTHING_WRONG);
    },
    SPEC_TIMEOUT_MS,
  );

  it(
    'retention that takes what was not counted stops the reader, which says which offsets are lost',
    async () => {
      const run = await startRun(servers, ['--seed', '3', '--rate', '3000'], {
        MES_STALL_SECONDS: '30',
      });
      await behindTheReader(run, overrun);
      const { exitCode, stdout, stderr } = await run.end();
      expect(exitCode).toBe(1);
      expect(`${stdout}${stderr}`).toMatch(/offset \d+ of mes\.dmp\.v1\/\d+ is not there any more/);
    },
    SPEC_TIMEOUT_MS,
  );

  it(
    'a topic that was made again stops the reader, which names both',
    async () => {
      const first = await (await startRun(servers, ['--seed', '4'])).end();
      expect(expectation(first)).toEqual(NOTHING_WRONG);
      const before = await counted();
      const admin = servers.kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [TOPICS.dmp] });
      await eventually('it is gone', MOMENT_TIMEOUT_MS, async () =>
        (await admin.listTopics()).includes(TOPICS.dmp) ? undefined : true,
      );
      await admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic: TOPICS.dmp, numPartitions: 12 }],
      });
      await admin.disconnect();
      const { exitCode, stdout, stderr } = await (
        await startRun(servers, ['--seed', '5'], { MES_STALL_SECONDS: '30' })
      ).end();
      expect(exitCode).not.toBe(0);
      expect(`${stdout}${stderr}`).toMatch(/mes\.dmp\.v1.*expected.*came/s);
      expect(await counted()).toBe(before);
    },
    SPEC_TIMEOUT_MS,
  );

  it(
    'partitions that are added while a run goes on stay empty, and the run keeps its own',
    async () => {
      const run = await startRun(servers, ['--seed', '6', '--rate', '2000'], {
        MES_STALL_SECONDS: '30',
      });
      await somethingCounted();
      const admin = servers.kafka.admin();
      await admin.connect();
      const grown = [TOPICS.dmp, SONS_TOPIC].map((topic) => ({ topic, count: 24 }));
      await admin.createPartitions({ topicPartitions: grown });
      await admin.disconnect();
      // Whoever takes its units over finds another number of partitions than they were begun with.
      process.kill(run.pidOf('dmp-emitter'), 'SIGKILL');
      const ended = await run.end();
      expect(expectation(ended)).toEqual(NOTHING_WRONG);
      // The same stream would go to other partitions now, where nothing tells that it was counted.
      const before = await counted();
      const again = await (await startRun(servers, ['--seed', '6'])).end();
      expect({ exitCode: again.exitCode, text: `${again.stdout}${again.stderr}` }).toEqual({
        exitCode: 2,
        text: expect.stringMatching(/with seed 6: .*24 partitions.*Use another seed/s),
      });
      expect(await counted()).toBe(before);
    },
    SPEC_TIMEOUT_MS,
  );
});
