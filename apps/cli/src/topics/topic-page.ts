import { RIGHTS, type Right, type RightsOf, type TopicToMake } from '#libs/contracts';

/** A topic of the house as it is on a cluster. */
export interface TopicState {
  readonly wish: TopicToMake;
  /** Partitions that it has; undefined: it is not there. */
  readonly partitions: number | undefined;
}

/** One line for each topic, missing ones with what is to be made. */
export function topicLines(states: readonly TopicState[]): string[] {
  return states.map(({ wish, partitions }) => {
    const config = Object.entries(wish.config ?? {}).map(([name, value]) => `, ${name}=${value}`);
    return partitions === undefined
      ? `missing  ${wish.topic.padEnd(42)} to be made with ${String(wish.partitions)} partitions${config.join('')}`
      : `ok       ${wish.topic.padEnd(42)} ${String(partitions)} partitions`;
  });
}

/** The commands of Kafka's own tools that give a user the least rights that a process needs. */
export function rightsCommands(
  of: RightsOf,
  request: { readonly user: string; readonly broker: string },
): string[] {
  return RIGHTS[of].map(
    ({ resource, name, pattern, operations }: Right) =>
      `kafka-acls.sh --bootstrap-server ${request.broker} --add --allow-principal User:${request.user}` +
      ` ${operations.map((operation) => `--operation ${operation}`).join(' ')}` +
      ` --${resource} ${name}${pattern === 'prefixed' ? ' --resource-pattern-type prefixed' : ''}`,
  );
}
