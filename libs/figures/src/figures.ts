import type { Table } from '#libs/exports';
import type { Indicator, IndicatorName, IndicatorQuery, QueryFault } from './indicator.js';

/** A query with everything that is wrong with it: nothing was read. */
export class QueryFaultsError extends Error {
  constructor(
    readonly indicator: IndicatorName,
    readonly faults: readonly QueryFault[],
  ) {
    super(
      `${indicator}: ${faults.map(({ parameter, reason }) => `${parameter}: ${reason.en}`).join('; ')}`,
    );
  }
}

/** The figures of one database: what the REST interface, the dashboard and `mes metrics` ask. */
export abstract class Figures {
  /** Every indicator, in the order in which they are shown. */
  abstract readonly indicators: readonly Indicator[];

  /** Changes whenever an answer may have changed, and is cheap to ask: base of the ETag. */
  abstract dataVersion(): Promise<string>;

  /**
   * The whole answer, rows in a stable order by their dimensions.
   *
   * @throws QueryFaultsError with all faults of the query at once
   * @throws DatabaseUnreachableError
   */
  abstract answer(name: IndicatorName, query: IndicatorQuery): Promise<Table>;
}
