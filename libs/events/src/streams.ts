import { CHANNELS, TOPICS } from './channels.js';

/**
 * What travels on topics of its own: the three flows of documents, and the facts of the SONS. These
 * are no fourth channel: they count into no volume.
 */
export const STREAMS = [...CHANNELS, 'sons'] as const;

export type StreamName = (typeof STREAMS)[number];

/**
 * Topic of the SONS facts, keyed by `keyOfFact`. It needs the same number of partitions as that of
 * the DMP, so that the facts and the documents of a client share a partition number.
 */
export const SONS_TOPIC = 'mes.sons.v1';

/** Topic of each stream. */
export const STREAM_TOPICS: Readonly<Record<StreamName, string>> = { ...TOPICS, sons: SONS_TOPIC };
