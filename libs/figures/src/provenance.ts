import type { Provenance, Table, View } from '#libs/exports';
import { CALENDAR_VERSION } from '#libs/sons-rules';
import { SONS_CONSUMER, VOLUME_CONSUMER } from '#libs/store';
import { RULE_VERSION, type DataState } from './data/data-state.js';
import type { Indicator } from './indicator.js';
import type { Body } from './source.js';
import { SYNTHETIC_NOTICE } from './texts.js';

/** Indicators whose figures the SONS aggregator counts; the others come from the volume aggregator. */
const OF_SONS = new Set(['usage-thresholds', 'payouts', 'sons-sensitivity']);

/** The answer with where it comes from. */
export function tableOf(
  { definition }: Indicator,
  { columns, rows, statuses, ...body }: Body,
  state: DataState,
  view: View,
): Table {
  return {
    name: definition.name,
    title: definition.title,
    description: definition.formula,
    columns,
    rows,
    statuses,
    provenance: {
      notice: SYNTHETIC_NOTICE,
      simulations: state.simulations,
      dataVersion: state.version,
      ruleVersion: RULE_VERSION,
      calendarVersion: CALENDAR_VERSION,
      freshness: freshnessOf(definition.name, state),
      view,
      ...body,
    },
  };
}

function freshnessOf(name: string, { consumers }: DataState): Provenance['freshness'] {
  const wanted = OF_SONS.has(name) ? SONS_CONSUMER : VOLUME_CONSUMER;
  const found = consumers.find(({ consumer }) => consumer === wanted);
  return {
    watermarkAt: isoOf(found?.watermarkAt ?? null),
    countedAt: isoOf(found?.updatedAt ?? null),
  };
}

/** PostgreSQL writes instants with an offset; files and pages show UTC. */
function isoOf(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
