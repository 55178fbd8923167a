export {
  BackupFileError,
  checkBackup,
  type BackupCheckpoint,
  type BackupManifest,
} from './backup/backup-file.js';
export {
  DatabaseInUseError,
  DatabaseNotEmptyError,
  restoreBackup,
  type RestoreOptions,
} from './backup/restore-backup.js';
export { skipTo, type SkippedPartition } from './backup/skip-to.js';
export { writeBackup, type BackupReport } from './backup/write-backup.js';
export { databaseCheck } from './connection/database-check.js';
export {
  API_KEY_PREFIX,
  isSameSecret,
  makeApiKey,
  readApiKey,
  type NewApiKey,
} from './access/api-key.js';
export { ApiKeys, type ApiKeyWish, type StoredApiKey } from './access/api-keys.js';
export {
  AUDIT_LIMITS,
  AuditLog,
  type AuditEntry,
  type AuditOutcome,
  type AuditQuestion,
  type AuditedAct,
} from './access/audit-log.js';
export { SCOPES, type Scope } from './access/scopes.js';
export {
  Checkpoint,
  type AssignedPartition,
  type Booking,
  type CheckpointChanges,
  type HeldPartition,
  type PartitionProgress,
  type SentEvents,
  type TakenPartition,
} from './checkpoint/checkpoint.js';
export { CommitLane } from './checkpoint/commit-lane.js';
export {
  decideCommit,
  type CommitDecision,
  type CommitPolicy,
} from './checkpoint/commit-policy.js';
export { CheckpointLostError, CheckpointTopicChangedError } from './checkpoint/errors.js';
export type { RevisedMonth } from './checkpoint/month-rows.js';
export {
  loadSequences,
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
export { VolumeCheckpoint, type VolumeChanges } from './checkpoint/volume-checkpoint.js';
export { volumeDeltasOf, type VolumeDeltas } from './checkpoint/volume-deltas.js';
export { createDataSource } from './connection/data-source.js';
export { connectClient, createPool } from './connection/pool.js';
export type { Queries } from './connection/queries.js';
export {
  DatabaseUnreachableError,
  asDatabaseError,
  isDatabaseAway,
} from './connection/database-errors.js';
export { inTransaction } from './connection/transaction.js';
export { SONS_CONSUMER, VOLUME_CONSUMER } from './consumers.js';
export {
  addIntakePeople,
  addIntakeTruth,
  ensureIntakeSources,
  forgetOutbox,
  lockIntakeSources,
  readIntakeTruth,
  readOutbox,
  saveOutbox,
  type IntakeStreams,
  type IntakeTruthCell,
  type IntakeTurn,
  type OutboxRecord,
} from './intake/intake-rows.js';
export { databaseWhenThere } from './migrations/database-when-there.js';
export {
  MigrationLockError,
  NewerSchemaError,
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
export { changeStoredProfile, type ChangedProfile } from './patients/change-profile.js';
export {
  changeStoredIdentity,
  registerIdentity,
  type LocalIdentityKey,
} from './patients/local-identities.js';
export {
  countPatientDocuments,
  storePatientDocument,
  type PatientDocumentOutcome,
} from './patients/patient-documents.js';
export {
  readMessage,
  readMssante,
  readRawMessage,
  type ConversationKey,
  type DocumentKey,
  type MssanteKeys,
  type MssanteRows,
} from './mssante/read-mssante.js';
export type {
  ConversationRow,
  DocumentRow,
  MessageHead,
  MessageRow,
  NewMessage,
  RecipientRow,
} from './mssante/rows.js';
export { saveMssante, type MssanteChanges } from './mssante/save-mssante.js';
export { readPatients } from './patients/read-patients.js';
export { readProfiles, type PersonalProfile } from './patients/read-profiles.js';
export { readIntakePeople, readPeople } from './people/person-rows.js';
export {
  loadPrescriptions,
  nextPrescriptionOrdinals,
  prescriptionsDue,
  type IssueKey,
  type PrescriptionLookup,
} from './prescriptions/load-prescriptions.js';
export type {
  DispensationRecord,
  PrescriptionRecord,
} from './prescriptions/prescription-record.js';
export { savePrescriptions, type PrescriptionChange } from './prescriptions/save-prescriptions.js';
export { calibrationRow, type CalibrationRow } from './reference/calibration-rows.js';
export { loadReference } from './reference/load-reference.js';
export { RebuildUnderWayError } from './replay/errors.js';
export { ReplayJobs, type ReplayJob, type ReplayProgress } from './replay/replay-jobs.js';
export {
  VolumeRebuild,
  type RebuiltChanges,
  type RebuiltPartition,
  type Swapped,
} from './replay/volume-rebuild.js';
export type { ReplayState } from './entities/replay-job.entity.js';
export {
  readCountedPartitions,
  readCountedSources,
  readEmittedStreams,
  streamInTheWay,
  type CountedSource,
  type EmittedStream,
} from './runs/emitted-streams.js';
export type {
  ProvenPart,
  RunFigures,
  RunProgressFigures,
  RunState,
  StoredRun,
} from './runs/stored-run.js';
export { RUN_LIMITS, Runs, newRunId, type RunEnd } from './runs/runs.js';
export { loadCounting, loadSons, type HeldFact, type StoredSons } from './sons/load-sons.js';
export {
  readEnrolments,
  readFacts,
  readIncentives,
  readLines,
  readRequests,
  readSonsCells,
  readUsage,
  type FactFilter,
  type StoredFact,
  type UsageLookup,
} from './sons/read-sons.js';
export {
  bookSons,
  saveCounting,
  type JudgedFact,
  type SonsChanges,
  type SubjectKey,
  type SubjectRow,
  type UsageRow,
} from './sons/sons-changes.js';
export { registerPool } from './meters/pool-metrics.js';
export { registerLastRun } from './meters/run-metrics.js';
