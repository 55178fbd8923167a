import type { PayoutLine } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { requestPage } from './request-page.js';
import { requestsUntil } from './requests-until.js';
import { CLIENT, DOCTOR, LGC, UNTIL_INSTALLED, dayOfStep, storedFacts } from './test-request.js';

const facts = storedFacts([
  ...UNTIL_INSTALLED,
  { record: 'InvoiceIssued', unitAmount: '284.00' },
  { record: 'BalanceDeposited', units: [DOCTOR], mssDeployment: null },
]);
const refused = { outcome: 'refused', reason: 'ILLEGAL_TRANSITION' } as const;

const advance: PayoutLine = {
  line: `${CLIENT}/${String(LGC)}/4/${DOCTOR}/advance`,
  client: CLIENT,
  solution: LGC,
  unit: DOCTOR,
  kind: 'advance',
  paidAtMs: dayOfStep(4),
  exclTaxCents: 8520,
  vatPermille: 200,
  vatCents: 1704,
  inclTaxCents: 10_224,
  ruleVersion: 'V1-CITY/1',
  reverses: null,
};

describe('requestPage', () => {
  const [state] = requestsUntil(facts, Infinity, { departmentOf: () => '75' });
  const page = (storedAs = facts): string => {
    if (state === undefined) throw new Error('expected a request, came none');
    return requestPage({
      state,
      facts: storedAs,
      instantsOf: () => ({ unit: DOCTOR, fromOrder: [], fromInstallation: [dayOfStep(5)] }),
      lines: [advance],
    }).join('\n');
  };

  it('tells the way from the order to the lines', () => {
    const text = page();
    expect(text).toMatch(/LGC-01 .* \(fictitious\), couloir city/);
    expect(text).toMatch(/V1-CITY\/3 .*balance before 2023-12-14 14:00:00/);
    expect(text).toMatch(/ 4 {2}2022-06-05 02:00:00 {2}AdvancePaid +102\.24 €/);
    expect(text).toMatch(/1 of 10 documents .* below, not reported/);
    expect(text).toMatch(/balance 0\.00 € .*in the way: USAGE_BELOW_THRESHOLD/);
    expect(text).toMatch(/advance +898000312334 85\.20 \+ 17\.04 = 102\.24 €/);
    expect(text).toMatch(/total 102\.24 €/);
  });

  it('shows what was refused, with the reason', () => {
    const stored = facts.map((one, step) => (step === 5 ? { ...one, ...refused } : one));
    expect(page(stored)).toMatch(/InstallationVerified .* REFUSED ILLEGAL_TRANSITION/);
  });
});
