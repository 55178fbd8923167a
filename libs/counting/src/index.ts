export { CommitMeter, type CommittedWork } from './commit-meter.js';
export { VolumeFold, type FoldedChanges, type RecordsToFold } from './volume-fold.js';
