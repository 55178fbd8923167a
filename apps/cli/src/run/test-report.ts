import type { RunReport } from './run-report.js';

/** Used by specs only: what a small run without a load says of itself. */
export const testReport: RunReport = {
  scenario: 'smoke',
  seed: 1,
  scale: 1,
  streamSha256: null,
  events: {
    planned: 10,
    emitted: 10,
    acknowledged: 11,
    counted: 10,
    duplicatesIgnored: 1,
    refused: 0,
    deadLettered: 0,
    lost: 0,
  },
  seconds: { total: 2, emission: 1, drain: 1 },
  eventsPerSecond: 5,
  freshnessMs: { p50: 100, p95: 400, p99: 999, max: 1000 },
  load: null,
  limitedBy: null,
  verification: { cells: 5, wrong: 0 },
  sons: null,
  thresholds: [],
  backend: { kafka: 'x', postgres: 'y' },
  versions: {},
  memoryMegabytesMax: {},
  restarts: 0,
};
