/** Name under which the volume aggregator keeps its checkpoints, and of its consumer group. Stored: never change it. */
export const VOLUME_CONSUMER = 'volume-aggregator';
/** The same of the SONS aggregator. */
export const SONS_CONSUMER = 'sons-aggregator';
