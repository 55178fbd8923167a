export {
  Checkpoint,
  type AssignedPartition,
  type CheckpointChanges,
  type PartitionProgress,
  type SentEvents,
  type TakenPartition,
} from './checkpoint/checkpoint.js';
export { CheckpointLostError, CheckpointTopicChangedError } from './checkpoint/errors.js';
export type { RevisedMonth } from './checkpoint/month-rows.js';
export {
  partitionKey,
  type SourceChanges,
  type TopicPartition,
} from './checkpoint/sequence-rows.js';
export {
  SequenceNotTrackedError,
  SequenceSet,
  type SequenceChanges,
  type SequenceFault,
  type SequencePage,
} from './checkpoint/sequence-set.js';
export { volumeDeltasOf, type VolumeDeltas } from './checkpoint/volume-deltas.js';
export { createDataSource } from './connection/data-source.js';
export { DatabaseUnreachableError } from './connection/database-errors.js';
export { createPool } from './connection/pool.js';
export { VOLUME_CONSUMER } from './consumers.js';
export {
  MigrationLockError,
  runMigrations,
  type MigrationReport,
} from './migrations/run-migrations.js';
export {
  MonthNotClosableError,
  closeMonth,
  monthsDue,
  type ClosedMonth,
  type ClosingOptions,
} from './months/close-month.js';
export { loadReference } from './reference/load-reference.js';
