import type { SonsReport } from '#libs/figures';
import { DEFAULT_USAGE } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { sonsReportCsv, sonsReportLines } from './render-sons-report.js';

/** A practice of two doctors, one of them below the threshold. */
const report: SonsReport = {
  by: 'couloir',
  calendarVersion: 'sons-calendar/1',
  requestsWithLowerBound: 0,
  rows: [
    {
      ...{ key: 'city', clients: 1, billingUnits: 2, decided: 2, below: 1, orders: 1 },
      ...{ deposited: 1, validated: 1, paid: 0, paidCents: 10_224, dueCents: 44_304 },
    },
  ],
  press: {
    ...{ requests: 1, billingUnits: 2, belowThreshold: { count: 1, decided: 2, share: 0.5 } },
    balances: { depositedAtClosing: 1, share: 1, validated: 1, paid: 0 },
  },
  sensitivity: [],
  changedDecisions: [],
};

const subject = { parameters: DEFAULT_USAGE, runs: [{ name: 'sons-wave-1', seed: '7' }] };

describe('the SONS report', () => {
  it('says until when facts were registered, and what is then counted at least', () => {
    const documentsUntilMs = Date.UTC(2023, 11, 14, 13);
    const lines = sonsReportLines(
      { ...report, requestsWithLowerBound: 3 },
      { ...subject, parameters: { ...DEFAULT_USAGE, documentsUntilMs } },
    );
    expect(lines.join('\n')).toMatch(/registered by 2023-12-14 14:00:00/);
    expect(lines.join('\n')).toMatch(/3 requests .* at least/);
    expect(lines.join('\n')).not.toMatch(/press/);
  });

  it('is rendered with its assumptions, and as CSV with two decimals', () => {
    const lines = sonsReportLines(report, subject).join('\n');
    expect(lines).toMatch(/fictitious editors/);
    expect(lines).toMatch(/scenario sons-wave-1, seed 7/);
    expect(lines).toMatch(/grain .* assumed/);
    expect(sonsReportCsv(report, subject)).toBe(
      'couloir,clients,billing_units,decided,below,share_below,orders,deposited,validated,paid,paid_eur,due_eur,difference_eur,threshold,grain,window_start,window_end,calendar_version,notice\r\n' +
        'city,1,2,2,1,0.5000,1,1,1,0,102.24,443.04,-340.80,10,default,installation,balance_deposited,sons-calendar/1,"simulated data, fictitious editors"\r\n',
    );
  });
});
