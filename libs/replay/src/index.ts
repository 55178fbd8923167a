export type { RecordBlock, RecordSource } from './record-block.js';
export { TopicSource } from './topic/topic-source.js';
