import {
  TOPICS,
  TRUTH_TOPIC,
  decodeEvent,
  parseIntakeSource,
  parseSource,
  type Channel,
  type DecodedEvent,
} from '#libs/events';
import { ResultAssembly, type UnitReport } from '#libs/emission';
import { sampledPeopleOf, truthCellsOf } from '#libs/intake';
import { TopicReader, readRecords } from '#libs/kafka';
import {
  VOLUME_CONSUMER,
  addIntakePeople,
  addIntakeTruth,
  inTransaction,
  type BackupManifest,
} from '#libs/store';
import type { Pool } from 'pg';
import { RunDatabase } from '../run/run-database.js';

/** Events of one partition that are kept before their truth is stored. */
const EVENTS_AT_ONCE = 10_000;

/** What the log has told back. */
export interface RecoveredTruth {
  /** Streams of simulated runs whose truth is known again. */
  readonly streams: number;
  /** Events of intakes that are known to be true again. */
  readonly intakeEvents: number;
}

/**
 * Tells a restored database what was true of the events after its backup: emitters have reported their
 * runs on a topic, and what the intakes took is in theirs. Without it `mes verify` would find more
 * counted than was ever true.
 *
 * @param manifest of the backup that was restored
 */
export async function recoverTruth(
  brokers: readonly string[],
  pool: Pool,
  manifest: BackupManifest,
): Promise<RecoveredTruth> {
  const cluster = { brokers, clientId: 'mes-restore' };
  return {
    streams: await recoverRuns(cluster, pool),
    intakeEvents: await recoverIntakes(cluster, pool, manifest),
  };
}

interface Cluster {
  readonly brokers: readonly string[];
  readonly clientId: string;
}

async function recoverRuns(cluster: Cluster, pool: Pool): Promise<number> {
  const database = new RunDatabase(pool);
  const assembly = new ResultAssembly();
  const sources = new Set<string>();
  const reader = await TopicReader.open({ ...cluster, topics: [TRUTH_TOPIC] });
  try {
    for (const { topic, partition } of reader.partitions) {
      for await (const batches of reader.read(topic, partition)) {
        for (const { value } of readRecords(batches)) {
          // Only emitters write this topic, and they write this type.
          const report = JSON.parse(String(value)) as UnitReport;
          if (report.type !== 'UnitFinished') continue;
          const result = assembly.add(report);
          const source = result && parseSource(result.source);
          if (result === undefined || source === undefined) continue;
          const scenario = source.scenario.replace(/@.*$/, '');
          await database.saveTruth(result, { scenario, seed: source.seed });
          sources.add(result.source);
        }
      }
    }
  } finally {
    await reader.close();
  }
  return sources.size;
}

async function recoverIntakes(
  cluster: Cluster,
  pool: Pool,
  manifest: BackupManifest,
): Promise<number> {
  // Stored with the truth of its events: whatever lies before is known.
  const known = new Map(
    manifest.streams.map(({ channel, shard, birth, nextSequence }) => [
      `${channel}/${String(shard)}/${birth}`,
      Number(nextSequence),
    ]),
  );
  const offsets = new Map(
    manifest.checkpoints
      .filter(({ consumer }) => consumer === VOLUME_CONSUMER)
      .map(({ topic, partition, nextOffset }) => [`${topic}/${String(partition)}`, nextOffset]),
  );
  const channels = Object.entries(TOPICS) as [Channel, string][];
  const reader = await TopicReader.open({ ...cluster, topics: Object.values(TOPICS) });
  let recovered = 0;
  try {
    for (const { topic, partition, startOffset } of reader.partitions) {
      const channel = channels.find(([, name]) => name === topic)?.[0];
      if (channel === undefined) continue;
      const stored = BigInt(offsets.get(`${topic}/${String(partition)}`) ?? 0);
      const from = stored < startOffset ? startOffset : stored;
      const seen = new Set<string>();
      let events: DecodedEvent[] = [];
      const store = async (): Promise<void> => {
        await storeTruth(pool, channel, events);
        recovered += events.length;
        events = [];
      };
      for await (const batches of reader.read(topic, partition, { from })) {
        for (const { value, offset } of readRecords(batches)) {
          const event = offset < from || value === null ? undefined : eventOf(value);
          if (event === undefined || !isUnknown(event, known, seen)) continue;
          events.push(event);
        }
        if (events.length >= EVENTS_AT_ONCE) await store();
      }
      if (events.length > 0) await store();
    }
  } finally {
    await reader.close();
  }
  return recovered;
}

/** A record that is no event of ours is a dead letter, and true of nothing. */
function eventOf(value: Buffer): DecodedEvent | undefined {
  try {
    return decodeEvent(value);
  } catch {
    return undefined;
  }
}

function isUnknown(
  { source, sequence }: DecodedEvent,
  known: ReadonlyMap<string, number>,
  seen: Set<string>,
): boolean {
  const parts = parseIntakeSource(source);
  if (parts === undefined) return false;
  const { channel, intake, shard, birth } = parts;
  const streams = channel === intake ? channel : `${channel}/intake-${intake}`;
  const next = known.get(`${streams}/${String(shard)}/${birth}`) ?? 0;
  const name = `${source}#${String(sequence)}`;
  if (sequence < next || seen.has(name)) return false;
  seen.add(name);
  return true;
}

function storeTruth(pool: Pool, channel: Channel, events: readonly DecodedEvent[]): Promise<void> {
  return inTransaction(pool, async (client) => {
    await addIntakeTruth(client, channel, truthCellsOf(events));
    await addIntakePeople(client, channel, sampledPeopleOf(events));
  });
}
