export { CONTRACTS_VERSION, asyncApi, type AsyncApiPlaces } from './async-api.js';
export { cloudEventSchemaId, cloudEventSchemaOf, schemaOfRecord } from './cloud-event-schema.js';
export type { Json, JsonObject } from './json.js';
export { RIGHTS, type Right, type RightsOf } from './rights.js';
export {
  STREAM_PARTITIONS_DEFAULT,
  TOPIC_CONTRACTS,
  allTopics,
  partitionsOf,
  topicsToMake,
  type TopicContent,
  type TopicContract,
  type TopicToMake,
} from './topics.js';
