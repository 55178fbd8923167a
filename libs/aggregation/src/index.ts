export { AggregatorSettings } from './aggregator-settings.js';
export { CommitMeter } from './commit-meter.js';
export type { Counter, Pending, PreparedCommit } from './counter.js';
export { CountingOwner } from './counting-owner.js';
export {
  aggregatorOptionsOf,
  startAggregator,
  type AggregatorOptions,
} from './start-aggregator.js';
