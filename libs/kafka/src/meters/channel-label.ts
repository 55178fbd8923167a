import { STREAM_TOPICS } from '#libs/events';

const CHANNELS = new Map<string, string>(
  Object.entries(STREAM_TOPICS).map(([channel, topic]) => [topic, channel]),
);

/** Label `channel` of a topic's metrics: dmp, mssante, eprescription or sons; another topic by its own name. */
export function channelOfTopic(topic: string): string {
  return CHANNELS.get(topic) ?? topic;
}
