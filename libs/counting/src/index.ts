export { VolumeFold, type FoldedChanges, type RecordsToFold } from './volume-fold.js';
