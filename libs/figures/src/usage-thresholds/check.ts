import type { View } from '#libs/exports';
import type { IndicatorQuery } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
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
    const came = [...asked, ...Object.keys(filters)].join(', ');
    const reason = isPublic
      ? expectedText(
          `cause seule, sans filtre ; reçu : ${came}`,
          `cause alone, without a filter; came ${came}`,
        )
      : expectedText(`cause seule ; reçu : ${came}`, `cause alone; came ${came}`);
    reader.fault('by', reason);
  }
  if (isOfUnits && isPublic) {
    const reason = expectedText(
      'counts en vue publique ; reçu : units',
      'counts in the public view; came units',
    );
    reader.fault('detail', reason, ['counts']);
  }
  const by = sonsBreakdownOf(reader, asked, isByCause ? {} : filters, isPublic);
  reader.assertNoFaults();
  return { view: query.view, isByCause, by, filters, isOfUnits };
}
