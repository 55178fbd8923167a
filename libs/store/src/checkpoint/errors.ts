import { BadInvocationError } from '#libs/platform';

/** A partition as its checkpoint row names it, for messages. */
export interface CheckpointKey {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * Another process took a partition, or committed for it. Nothing of the commit was stored: drop the
 * state in memory and join the group again.
 */
export class CheckpointLostError extends Error {
  /** Exit code 1, should it ever end a process: the run failed. */
  readonly exitCode = 1;

  constructor(readonly lost: readonly (CheckpointKey & { readonly detail: string })[]) {
    super(
      `checkpoint lost, nothing was committed: ${lost
        .map(
          ({ consumer, topic, partition, detail }) => `${consumer} ${topic}/${partition} ${detail}`,
        )
        .join('; ')}. Another owner has these partitions; see table checkpoint.`,
    );
    this.name = new.target.name;
  }
}

/**
 * The topic is not the one whose offsets were stored: it was deleted and created again, or the
 * database belongs to another Kafka. Starting again cannot mend it, hence a bad invocation.
 */
export class CheckpointTopicChangedError extends BadInvocationError {
  constructor(
    readonly changed: readonly (CheckpointKey & {
      readonly stored: string;
      readonly came: string;
    })[],
  ) {
    super(
      `topic was created again: ${changed
        .slice(0, PARTITIONS_NAMED_MAX)
        .map(
          ({ consumer, topic, partition, stored, came }) =>
            `${consumer} ${topic}/${partition} expected topic id ${stored}, came ${came}`,
        )
        .join(
          '; ',
        )} (${changed.length} partitions in all). Their offsets start over, and going on would count events twice or not at all. ` +
        'Use a new database, or delete the rows of this topic from checkpoint, sequence_mark and sequence_page when its figures are to be counted on top of those stored.',
    );
  }
}

/** Partitions that a message names one by one: the others have the same trouble. */
const PARTITIONS_NAMED_MAX = 2;
