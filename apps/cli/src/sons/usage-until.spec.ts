import { INSTANTS_KEPT_MAX, newRequest, type RequestState } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { CLIENT, DOCTOR, LGC } from './test-request.js';
import { usageUntil } from './usage-until.js';

const installed = (installedAtMs: number | null): RequestState => ({
  ...newRequest(CLIENT, LGC),
  units: [DOCTOR],
  installedAtMs,
});

/** Documents at 1, 2, 3… from the order on, and those of them from an installation at `sinceMs`. */
const documents = (count: number, sinceMs: number) => () => {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return {
    unit: DOCTOR,
    fromOrder: all.slice(0, INSTANTS_KEPT_MAX),
    fromInstallation: all.filter((atMs) => atMs >= sinceMs).slice(0, INSTANTS_KEPT_MAX),
  };
};

const countedSince = (
  count: number,
  installedMs: { readonly today: number; readonly then: number | null },
) => {
  const { usageOf, requestsWithLowerBound } = usageUntil(
    documents(count, installedMs.today),
    [installed(installedMs.today)],
    [installed(installedMs.then)],
  );
  return {
    instants: usageOf(CLIENT, LGC, DOCTOR)?.fromInstallation,
    requestsWithLowerBound,
  };
};

describe('usageUntil', () => {
  it('leaves the documents of an installation that has not changed as they are', () => {
    expect(countedSince(20, { today: 18, then: 18 })).toEqual({
      instants: [18, 19, 20],
      requestsWithLowerBound: 0,
    });
  });

  it('counts exactly from an earlier installation while all documents are kept', () => {
    expect(countedSince(15, { today: 14, then: 12 })).toEqual({
      instants: [12, 13, 14, 15],
      requestsWithLowerBound: 0,
    });
  });

  it('says that a count is a lower bound when documents between two installations are not kept', () => {
    expect(countedSince(40, { today: 39, then: 15 })).toEqual({
      instants: [15, 16, 39, 40],
      requestsWithLowerBound: 1,
    });
  });

  it('counts nothing for what was not yet installed', () => {
    expect(countedSince(20, { today: 5, then: null })).toEqual({
      instants: [],
      requestsWithLowerBound: 0,
    });
  });
});
