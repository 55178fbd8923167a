export { openArchive, ArchiveSource, type ArchiveSelection } from './archive/archive-source.js';
export { CODECS, type Codec } from './archive/codecs.js';
export { archiveBytesNeeded, assertArchiveSpace, recordsAtMost } from './archive/disk-space.js';
export { ArchiveDamagedError, ArchiveFolderError } from './archive/errors.js';
export {
  RECORD_FORMATS,
  bytesOf,
  filesOf,
  recordCountOf,
  type ArchiveManifest,
  type ArchivedFile,
  type RecordFormat,
} from './archive/manifest.js';
export {
  verifyArchive,
  type ArchiveVerification,
  type OffsetGap,
} from './archive/verify-archive.js';
export { writeArchive, type ArchiveInput, type ArchiveOptions } from './archive/write-archive.js';
export {
  evolveReplay,
  isOver,
  ReplayTransitionError,
  type ReplayFact,
} from './job/replay-state.js';
export { NdjsonSource } from './ndjson/ndjson-source.js';
export type { Pace } from './pace/pace.js';
export { predictReplay, type Effect, type Prediction } from './predict/predict.js';
export {
  rebuildVolumes,
  type CountedTopic,
  type RebuildOutcome,
} from './rebuild/rebuild-volumes.js';
export type { RecordBlock, RecordSource } from './record-block.js';
export { parseSelection, type SelectionTexts } from './selection/parse-selection.js';
export { isEverything, type Selection } from './selection/selection.js';
export { Selector, type EventTime } from './selection/selector.js';
export { TopicSource } from './topic/topic-source.js';
export {
  ReplayRun,
  type Progress,
  type ReplayControl,
  type ReplayOutcome,
  type Wish,
} from './run/replay-run.js';
export { CloudEventSink } from './write/cloud-event-sink.js';
export type { TopicLayout } from './write/placement.js';
export type { ReplaySink } from './write/replay-sink.js';
export { REPLAY_HEADER, replayMark } from './write/replay-headers.js';
export { TopicSink } from './write/topic-sink.js';
