import type { View } from '#libs/exports';
import { MEASURES, type Measure } from '#libs/indicators';
import type { IndicatorQuery } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import { nationalAloneText } from '../query/national-alone.js';
import { QueryReader, type MonthRange } from '../query/query-reader.js';
import { VOLUME_DIMENSIONS, type VolumeDimension } from './dimensions.js';
import type { Filters } from './groups.js';
import { VOLUMES, type VolumeWindow } from './indicator.js';
import { nodeOf, publicNodeNames } from './public-nodes.js';

/** A checked question about volumes. */
export interface VolumeQuestion {
  readonly view: View;
  readonly months: MonthRange;
  readonly window: VolumeWindow;
  readonly measures: readonly Measure[];
  readonly by: readonly VolumeDimension[];
  readonly filters: Filters;
  /** End of the day whose knowledge is asked for, milliseconds since 1970; undefined: now. */
  readonly knownBeforeMs: number | undefined;
}

/** @throws QueryFaultsError */
export function checkVolumes(query: IndicatorQuery): VolumeQuestion {
  const reader = new QueryReader(VOLUMES, query);
  const months = reader.months();
  const asked = reader.codes('by');
  const window = reader.code('window') as VolumeWindow | undefined;
  const measures = measuresOf(reader);
  const filters = filtersOf(reader);
  const knownBeforeMs = reader.endOfDayMs('known_on');
  const filtered = VOLUME_DIMENSIONS.filter((name) => filters[name] !== undefined);
  // In public a filter only chooses rows of a published breakdown; a sum over some of them is not published.
  const by = VOLUME_DIMENSIONS.filter(
    (name) => asked.includes(name) || (query.view === 'public' && filtered.includes(name)),
  );
  const used = VOLUME_DIMENSIONS.filter((name) => by.includes(name) || filtered.includes(name));
  if (used.includes('type') && (used.includes('region') || used.includes('department'))) {
    reader.fault(
      'by',
      expectedText(
        `le type ou la géographie, qui sont comptés à part ; reçu : ${used.join(', ')}`,
        `the type or the geography, which are counted apart; came ${used.join(', ')}`,
      ),
    );
  }
  if (knownBeforeMs !== undefined && used.length > 0 && query.view === 'public') {
    reader.fault('known_on', nationalAloneText(used));
  }
  if (query.view === 'public' && nodeOf(by) === undefined) {
    reader.fault(
      'by',
      expectedText(
        `une ventilation publiée ; reçu : ${by.join(' et ')}, filtres compris`,
        `a breakdown that is published; came ${by.join(' and ')}, filters included`,
      ),
      publicNodeNames(),
    );
  }
  reader.assertNoFaults();
  return {
    view: query.view,
    months,
    window: window ?? 'month',
    measures,
    by,
    filters,
    knownBeforeMs,
  };
}

/** Whether cells of an earlier day are needed: the national figures of every revision are kept themselves. */
export function isOfKnownCells<Q extends Pick<VolumeQuestion, 'by' | 'filters' | 'knownBeforeMs'>>(
  question: Q,
): question is Q & { readonly knownBeforeMs: number } {
  const { by, filters, knownBeforeMs } = question;
  return knownBeforeMs !== undefined && (by.length > 0 || Object.keys(filters).length > 0);
}

/** Those named; else those of the channel; else the documents. */
function measuresOf(reader: QueryReader): Measure[] {
  const channel = reader.code('channel');
  if (!reader.has('measure')) {
    return MEASURES.filter((measure) =>
      channel === undefined ? measure.isVolume : measure.channel === channel,
    );
  }
  const codes = reader.codes('measure');
  const measures = MEASURES.filter(({ code }) => codes.includes(code));
  const others = measures.filter((measure) => channel !== undefined && measure.channel !== channel);
  if (others.length > 0) {
    const accepted = MEASURES.filter((measure) => measure.channel === channel);
    const came = others.map(({ code }) => code).join(', ');
    reader.fault(
      'measure',
      expectedText(
        `des mesures du canal ${channel ?? ''} ; reçu : ${came}`,
        `measures of the channel ${channel ?? ''}; came ${came}`,
      ),
      accepted.map(({ code }) => code),
    );
  }
  return measures;
}

function filtersOf(reader: QueryReader): Filters {
  return Object.fromEntries(
    VOLUME_DIMENSIONS.filter((name) => reader.has(name)).map((name) => [name, reader.codes(name)]),
  );
}
