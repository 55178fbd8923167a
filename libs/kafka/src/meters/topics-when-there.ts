import type { ServiceSettings, ServiceStart } from '#libs/platform';
import { assertTopicsThere } from './topics-watch.js';

/**
 * Waits for Kafka and for topics.
 *
 * @throws what Starting.whenThere and assertTopicsThere throw
 */
export async function topicsWhenThere(
  {
    kafka,
    instance,
    whenThere,
  }: Pick<ServiceStart<ServiceSettings>, 'kafka' | 'instance' | 'whenThere'>,
  topics: readonly string[],
): Promise<void> {
  const cluster = { ...kafka, clientId: instance };
  const what = topics.length > 0 ? 'Kafka and its topics' : 'Kafka';
  await whenThere(what, () => assertTopicsThere(cluster, topics));
}
