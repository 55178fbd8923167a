import { LatencyHistogram, type UnitLoadResult } from '#libs/emission';
import { describe, expect, it } from '@jest/globals';
import { loadReportOf } from './load-report.js';

const request = {
  stages: [{ seconds: 10, fromPerSecond: 100, toPerSecond: 100 }],
  warmupSeconds: 2,
  lateMsMax: 1000,
  abortOnRateMiss: false,
};

function counts(records: number, latencyMs: number, dropped: number) {
  const histogram = LatencyHistogram.empty();
  for (let record = 0; record < records; record++) histogram.record(latencyMs);
  return { records, dropped, histogram: histogram.encode() };
}

const unit = (warmupRecords: number, steadyRecords: number, dropped: number): UnitLoadResult => ({
  slots: warmupRecords + steadyRecords + dropped,
  dropped,
  warmup: counts(warmupRecords, 900, 0),
  steady: counts(steadyRecords, 10, dropped),
});

describe('loadReportOf', () => {
  it('keeps the warm-up apart, and what was dropped out of the latencies', () => {
    const report = loadReportOf(request, [unit(100, 390, 10), unit(100, 400, 0)], undefined);
    expect(report).toMatchObject({
      offeredPerSecond: 100,
      achievedPerSecond: 99,
      records: 790,
      dropped: 10,
      seconds: 8,
      missed: null,
      warmup: { offeredPerSecond: 100, achievedPerSecond: 100, dropped: 0, seconds: 2 },
    });
    expect(report.publishMs.max).toBeCloseTo(10, 1);
    expect(report.warmup.publishMs.p50).toBeCloseTo(900, 0);
    expect(LatencyHistogram.decode(report.histogram).count).toBe(790);
  });

  it('knows from the slots when a run ended before its load', () => {
    const report = loadReportOf(request, [unit(200, 200, 0)], undefined);
    expect(report).toMatchObject({ offeredPerSecond: 100, seconds: 2 });
  });

  it('says zeros for a stretch that never came', () => {
    const report = loadReportOf(request, [unit(50, 0, 0)], undefined);
    expect(report).toMatchObject({ records: 0, seconds: 0, offeredPerSecond: 0 });
    expect(report.publishMs.p99).toBe(0);
    expect(report.warmup.seconds).toBe(0.5);
  });
});
