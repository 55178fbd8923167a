import type { KafkaAccess } from '#libs/platform';
import { NdjsonSource, TopicSource, openArchive, type RecordSource } from '#libs/replay';
import type { SourceSpec } from './replay-request.js';

/**
 * Opens what is replayed. A topic is read without any consumer group, from its start to the end it has
 * now.
 *
 * @param kafka undefined when nothing of the replay needs Kafka
 */
export async function openSource(
  spec: SourceSpec,
  kafka: KafkaAccess | undefined,
): Promise<RecordSource> {
  switch (spec.kind) {
    case 'archive':
      return openArchive(spec.folder);
    case 'file':
      return NdjsonSource.open(spec.file);
    case 'topic':
      return TopicSource.open({
        ...(kafka ?? { brokers: [] }),
        clientId: 'mes-replay',
        topics: spec.topics,
      });
  }
}
