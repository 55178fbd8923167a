export { CONTRACTS_VERSION, asyncApi, type AsyncApiPlaces } from './async-api.js';
export { cloudEventSchemaId, cloudEventSchemaOf, schemaOfRecord } from './cloud-event-schema.js';
export type { Json, JsonObject } from './json.js';
export {
  STREAM_PARTITIONS_DEFAULT,
  TOPIC_CONTRACTS,
  partitionsOf,
  topicsToMake,
  type TopicContent,
  type TopicContract,
} from './topics.js';
