import type { TopicAdmin } from '#libs/kafka';
import { RunFailedError } from '#libs/platform';
import type { BackupCheckpoint } from '#libs/store';

/** What lies between the offset of a backup and the end of the log, for one reader of one partition. */
export interface Gap extends BackupCheckpoint {
  /** Records that are read again. */
  readonly records: bigint;
  /** Records that the log does not hold any more; 0: the gap is whole. */
  readonly lost: bigint;
  /** First offset that the log holds. */
  readonly startOffset: bigint;
}

/** The topics are not those that the backup has read. */
export class OtherTopicsError extends RunFailedError {
  constructor(faults: readonly string[]) {
    super(
      `restore: expected the topics that the backup has read; ${faults.join('; ')}. ` +
        'Nothing was changed. Restore the topics too, or rebuild the figures from an archive: docs/operations.md, "The topics are gone too".',
    );
  }
}

/** Retention has removed a part of the gap. */
export class GapLostError extends RunFailedError {
  constructor(gaps: readonly Gap[]) {
    super(
      `restore: the log does not hold all that came after the backup. Missing are ${missingText(gaps)}. ` +
        'Nothing was changed. A newer backup has a shorter gap. Without one: --skip-gap restores and goes on behind what is missing, and `mes replay --from archive:FOLDER --to origin --yes` puts the missing records back from an archive; what was counted is not counted again (docs/operations.md).',
    );
  }
}

/**
 * Where the readers of a backup would go on in the topics as they are now.
 *
 * @throws OtherTopicsError when a topic is not there, was made again, or ends before the backup
 */
export async function findGaps(
  admin: Pick<TopicAdmin, 'describe' | 'startOffsets' | 'endOffsets'>,
  checkpoints: readonly BackupCheckpoint[],
): Promise<Gap[]> {
  const gaps: Gap[] = [];
  const faults: string[] = [];
  for (const [topic, own] of Map.groupBy(checkpoints, (each) => each.topic)) {
    const facts = await admin.describe(topic);
    const expectedId = own[0]?.topicId ?? '';
    if (facts?.topicId !== expectedId) {
      faults.push(
        facts === undefined
          ? `${topic} is not there`
          : `${topic} was made again (id ${facts.topicId}, not ${expectedId})`,
      );
      continue;
    }
    const starts = await admin.startOffsets(topic);
    const ends = await admin.endOffsets(topic);
    for (const checkpoint of own) {
      const gap = gapOf(checkpoint, starts, ends);
      if (gap === undefined) faults.push(behindText(checkpoint, ends));
      else gaps.push(gap);
    }
  }
  if (faults.length > 0) throw new OtherTopicsError(faults);
  return gaps;
}

function gapOf(
  checkpoint: BackupCheckpoint,
  starts: readonly bigint[],
  ends: readonly bigint[],
): Gap | undefined {
  const next = BigInt(checkpoint.nextOffset);
  const startOffset = starts[checkpoint.partition] ?? 0n;
  const endOffset = ends[checkpoint.partition] ?? 0n;
  if (next > endOffset) return undefined;
  const from = next < startOffset ? startOffset : next;
  return { ...checkpoint, startOffset, records: endOffset - from, lost: from - next };
}

function behindText(
  { topic, partition, nextOffset }: BackupCheckpoint,
  ends: readonly bigint[],
): string {
  return `${topic}/${String(partition)} ends at ${String(ends[partition] ?? 0n)}, before the backup's offset ${nextOffset}`;
}

/** `volume-aggregator: mes.dmp.v1/3 offsets 10 to 19 (10 records)`, each partition. */
export function missingText(gaps: readonly Gap[]): string {
  return gaps
    .filter(({ lost }) => lost > 0n)
    .map(
      ({ consumer, topic, partition, nextOffset, startOffset, lost }) =>
        `${consumer}: ${topic}/${String(partition)} offsets ${nextOffset} to ${String(startOffset - 1n)} (${String(lost)} records)`,
    )
    .join(', ');
}
