import type { Clock, MetricFacts, Metrics, Reading } from '#libs/platform';
import { channelOfTopic } from './channel-label.js';
import type { ListeningState } from './listening.js';

/** Said by every consumer, whatever its lane. */
export const DEAD_LETTERS: MetricFacts = {
  name: 'mes_dead_letters_total',
  help: 'Records that were refused for good and stored as dead letters, by reason.',
};

/** Tells what a consumer reads and whether it hears anything. */
export function registerListening(
  metrics: Metrics,
  state: ListeningState,
  clock: Pick<Clock, 'nowMs'>,
): void {
  metrics.gauge(
    {
      name: 'mes_reader_member',
      help: '1 while the consumer group counts this process among its members.',
    },
    () => Number(state.isMember),
  );
  metrics.gauge(
    {
      name: 'mes_reader_partitions',
      help: 'Partitions that this process reads; 0 while it stands by or has lost them.',
    },
    () => state.assignedPartitions ?? 0,
  );
  metrics.gauge(
    {
      name: 'mes_reader_silence_seconds',
      help: 'Time since a broker last answered a fetch; absent while this process reads nothing.',
    },
    () => {
      const { assignedPartitions = 0, lastPollAtMs } = state;
      if (assignedPartitions === 0 || lastPollAtMs === 0) return [];
      return Math.max(0, clock.nowMs() - lastPollAtMs) / 1000;
    },
  );
}

/** Tells how many records lie behind what was fetched, of each channel that was read. */
export function registerLag(metrics: Metrics, lagByTopic: () => ReadonlyMap<string, number>): void {
  metrics.gauge(
    {
      name: 'mes_reader_lag_events',
      help: 'Records in the log that this process has not fetched, over its partitions, as its last fetches knew.',
    },
    () =>
      [...lagByTopic()].map(([topic, value]) => ({
        labels: { channel: channelOfTopic(topic) },
        value,
      })),
  );
}

/** Tells what a consumer of the message lane has put into the dead letters. */
export function registerDeadLetters(
  metrics: Metrics,
  lane: { deadLetterReadings(): Reading[] },
): void {
  metrics.counter(DEAD_LETTERS, () => lane.deadLetterReadings());
}
