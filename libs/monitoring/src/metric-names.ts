/** A query, and where it stands. */
export interface PlacedQuery {
  readonly where: string;
  readonly expr: string;
}

/** Names that begin as the metrics of the house and of its exporters do; `up` is Prometheus's own. */
const METRIC = /\b(?:(?:mes|nodejs|process|kafka|jvm|pg)_[a-z0-9_]+|up)\b(?!\s*\()/g;

/** The metrics that a PromQL query asks for. Selectors and groupings are left out: labels are no metrics. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replace(/\{[^}]*\}/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  return [...new Set(bare.match(METRIC) ?? [])];
}

/** Metrics that are asked for and that nobody tells, with where. */
export function unknownMetrics(
  queries: readonly PlacedQuery[],
  known: ReadonlySet<string>,
): string[] {
  return queries.flatMap(({ where, expr }) =>
    metricsIn(expr)
      .filter((name) => !known.has(name))
      .map((name) => `${where}: ${name}`),
  );
}
