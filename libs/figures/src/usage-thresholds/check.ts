import type { View } from '#libs/exports';
import type { IndicatorQuery } from '../indicator.js';
import { QueryReader } from '../query/query-reader.js';
import {
  sonsBreakdownOf,
  sonsFiltersOf,
  type SonsDimension,
  type SonsFilters,
} from '../sons/sons-dimensions.js';
import { USAGE_THRESHOLDS } from './indicator.js';

/** A checked question about usage. */
export interface UsageQuestion {
  readonly view: View;
  readonly isByCause: boolean;
  readonly by: readonly SonsDimension[];
  readonly filters: SonsFilters;
  readonly isOfUnits: boolean;
}

/** @throws QueryFaultsError */
export function checkUsage(query: IndicatorQuery): UsageQuestion {
  const reader = new QueryReader(USAGE_THRESHOLDS, query);
  const asked = reader.codes('by');
  const filters = sonsFiltersOf(reader);
  const isOfUnits = reader.code('detail') === 'units';
  const isPublic = query.view === 'public';
  const isByCause = asked.includes('cause');
  const hasPublicFilter = isPublic && Object.keys(filters).length > 0;
  if (isByCause && (asked.length > 1 || hasPublicFilter)) {
    const alone = isPublic ? 'cause alone, without a filter' : 'cause alone';
    reader.fault('by', `expected ${alone}; came ${[...asked, ...Object.keys(filters)].join(', ')}`);
  }
  if (isOfUnits && isPublic) {
    reader.fault('detail', 'expected counts in the public view; came units', ['counts']);
  }
  const by = sonsBreakdownOf(reader, asked, isByCause ? {} : filters, isPublic);
  reader.assertNoFaults();
  return { view: query.view, isByCause, by, filters, isOfUnits };
}
