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
export type { RecordBlock, RecordSource } from './record-block.js';
export { TopicSource } from './topic/topic-source.js';
