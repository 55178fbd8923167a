export { CommitMeter, type CommittedWork } from './commit-meter.js';
export { tellOfCounting } from './tell-of-counting.js';
export { VolumeFold, type FoldedChanges, type RecordsToFold } from './volume-fold.js';
