import { SONS_TOPIC, TOPICS } from '#libs/events';
import type { StreamName } from '#libs/events';
import { SONS_CONSUMER, VOLUME_CONSUMER } from '#libs/store';

/** An aggregator that a run waits for, and the topics it has to read to their ends. */
export interface Reader {
  /** Its name for a person, and of its checkpoints. */
  readonly consumer: string;
  readonly topics: readonly string[];
}

/** Counts the channels. */
const VOLUMES: Reader = { consumer: VOLUME_CONSUMER, topics: Object.values(TOPICS) };

/** Applies the facts, and counts documents against the thresholds. */
const SONS: Reader = { consumer: SONS_CONSUMER, topics: [SONS_TOPIC, TOPICS.dmp] };

/** The SONS aggregator while only facts are under way. */
export const FACTS_READER: Reader = { consumer: SONS_CONSUMER, topics: [SONS_TOPIC] };

/** Whom a run of these streams waits for. */
export function readersOf(streams: readonly StreamName[]): readonly Reader[] {
  return streams.includes('sons') ? [VOLUMES, SONS] : [VOLUMES];
}
