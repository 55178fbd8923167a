import { SONS_SOLUTIONS } from '#libs/reference';
import { capCents, deadlinesOf } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { SonsAssignment } from './assignment.js';
import { parisMs } from './office-hours.js';
import { outlineOf } from './outline.js';
import { storyOf } from './request-facts.js';
import { waveOne } from './test-requests.js';

const SCENARIO = waveOne(1);
const KEY = 7;
const national = assignmentOf(1);

function assignmentOf(scale: number): SonsAssignment {
  const { sons } = SCENARIO;
  if (sons === undefined) throw new Error('sons-wave-1 has no section sons');
  return new SonsAssignment(sons, scale, KEY);
}

/** Billing units with the usage condition, and those of them below it. */
function unitsOf({ requests }: SonsAssignment) {
  const units = requests.flatMap(({ documents }) => documents);
  return { units: units.length, below: units.filter(({ isBelow }) => isBelow).length };
}

describe('the first wave as a whole', () => {
  it('leaves 20 % ± 0.5 of the billing units below the threshold', () => {
    const { units, below } = unitsOf(national);
    expect(units).toBeGreaterThan(60_000);
    expect(Math.abs(below / units - 0.2)).toBeLessThan(0.005);
  });

  it('has a balance deposited before its deadline for 98.7 % ± 0.1 of the requests', () => {
    const inTime = national.requests.filter((request) => {
      const { balanceMs } = outlineOf(request);
      const before = deadlinesOf(request.window, Infinity).balanceDepositedBeforeMs ?? Infinity;
      return balanceMs !== undefined && balanceMs < before;
    });
    expect(Math.abs(inTime.length / national.requests.length - 0.987)).toBeLessThan(0.001);
  });

  it('has 98.7 % ± 0.1 too when every couloir is measured at the closing of 14 December 2023 14:00', () => {
    const closingMs = parisMs('2023-12-14T14:00');
    const deposited = national.requests.filter(
      (request) => (outlineOf(request).balanceMs ?? Infinity) < closingMs,
    );
    expect(Math.abs(deposited.length / national.requests.length - 0.987)).toBeLessThan(0.001);
  });

  it('has more than 25,000 doctors’ orders signed on 21 June 2022, and most of the others later', () => {
    const atMs = parisMs('2022-06-21T00:00');
    const doctors = national.requests.filter(({ dsr }) => dsr === 'LGC');
    const signed = doctors.filter((request) => outlineOf(request).signedMs < atMs);
    const count = signed.reduce((sum, { client }) => sum + client.authors, 0);
    expect(count).toBeGreaterThan(25_000);
    expect(count).toBeLessThan(32_000);
    expect(doctors.length - signed.length).toBeGreaterThan(5_000);
  });

  it('signs and deposits every order before the deadline of its window', () => {
    for (const request of national.requests) {
      const { signedMs, steps } = outlineOf(request);
      const rules = deadlinesOf(request.window, Infinity);
      expect(signedMs).toBeLessThan(rules.orderSignedBeforeMs ?? Infinity);
      const deposited = steps.find(({ record }) => record === 'OrderDeposited');
      expect(deposited?.atMs).toBeLessThan(rules.orderDepositedBeforeMs ?? Infinity);
    }
  });

  it('plans between 20 and 30 million documents, every request with a financed solution', () => {
    const documents = national.requests.reduce(
      (sum, request) => request.documents.reduce((n, { inside }) => n + inside, sum),
      0,
    );
    expect(documents).toBeGreaterThan(15_000_000);
    expect(documents).toBeLessThan(30_000_000);
    expect(
      national.requests.every(({ solution }) => SONS_SOLUTIONS[solution]?.isFinanced === true),
    ).toBe(true);
  });

  it('has units at 9, 10 and 11 documents, and units without any', () => {
    const counts = Map.groupBy(
      national.requests.flatMap(({ documents }) => documents),
      ({ inside }) => inside,
    );
    expect(counts.get(9)?.length).toBeGreaterThan(1_000);
    expect(counts.get(10)?.length).toBeGreaterThan(500);
    expect(counts.get(11)?.length).toBeGreaterThan(500);
    expect(counts.get(0)?.length).toBeGreaterThan(500);
  });

  it('has 383 laboratory groups over the 4,444 sites, each of one shard, and pharmacies with a mean cap of 703 €', () => {
    const groups = national.requests.filter(({ dsr }) => dsr === 'SGL');
    expect(groups).toHaveLength(383);
    expect(groups.reduce((sum, { client }) => sum + client.sites.length, 0)).toBe(4_444);
    const pharmacies = national.requests.filter(({ dsr }) => dsr === 'LGO').slice(0, 20_500);
    const caps = pharmacies.map((request) => {
      const signed = storyOf(request).facts[0];
      return signed?.record === 'OrderSigned' ? capCents('LGO', signed.basis) : 0;
    });
    expect(caps).toHaveLength(20_500);
    expect(caps.reduce((sum, cents) => sum + cents, 0)).toBe(20_500 * 703_00);
  });

  it('lets practices migrate: the next editor’s installation comes after the first balance', () => {
    const leaving = national.requests.filter(({ migration }) => migration === 'leaves');
    expect(leaving.length).toBeGreaterThan(400);
    for (const { solution, client, balance, successor, ...rest } of leaving) {
      expect(successor?.client).toBe(client);
      expect(SONS_SOLUTIONS[successor?.solution ?? -1]?.editor).not.toBe(
        SONS_SOLUTIONS[solution]?.editor,
      );
      if (successor === undefined || balance !== 'in_time') continue;
      const request = { solution, client, balance, successor, ...rest };
      const next = outlineOf(successor).installedMs ?? Infinity;
      expect(outlineOf(request).balanceMs).toBeLessThan(next);
    }
  });

  it('deposits some balances in the last second, at the deadline and a second after it', () => {
    const distances = new Set(
      national.requests.map((request) => {
        const { balanceMs = 0, closingMs } = outlineOf(request);
        return balanceMs - closingMs;
      }),
    );
    expect([-1_000, 0, 1_000].every((distance) => distances.has(distance))).toBe(true);
  });
});

describe('a hundredth of the clients', () => {
  it('keeps the shares', () => {
    const small = assignmentOf(0.01);
    expect(small.requests.length).toBeGreaterThan(500);
    expect(small.requests.length).toBeLessThan(550);
    const { units, below } = unitsOf(small);
    expect(Math.abs(below / units - 0.2)).toBeLessThan(0.01);
    const inTime = small.requests.filter(({ balance }) => balance === 'in_time').length;
    expect(Math.abs(inTime / small.requests.length - 0.987)).toBeLessThan(0.001);
  });

  it('keeps at least one client of each kind, however small', () => {
    const dsrs = new Set(assignmentOf(1e-6).requests.map(({ dsr }) => dsr));
    expect([...dsrs]).toEqual(expect.arrayContaining(['LGC', 'LGO', 'RIS', 'SGL']));
  });
});
