export type { RecordBlock, RecordSource } from './record-block.js';
