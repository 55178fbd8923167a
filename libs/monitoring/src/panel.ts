/** Identifier of the one data source; docs/monitoring/grafana/provisioning names it too. */
export const DATA_SOURCE = { type: 'prometheus', uid: 'mes-prometheus' } as const;

/** One line, or group of lines, of a panel. */
export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Grafana's name of each series, with `{{label}}`; empty: its labels. */
  readonly legend: string;
}

/** A panel before it has a place. */
export interface Panel {
  /** A statement or a thing in the words of the field, as every title of the house. */
  readonly title: string;
  /** What it shows, what is normal, and where to look when it is not. */
  readonly description: string;
  readonly kind: 'timeseries' | 'stat' | 'table' | 'state-timeline';
  /** Grafana's identifier: s, bytes, reqps, percentunit, short. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** From which value on it is coloured as trouble; omitted: never. */
  readonly troubleFrom?: number;
  /** Below which value it is coloured as trouble; omitted: never. */
  readonly troubleBelow?: number;
  /** Of the 24 columns. Omitted: a third for a series, a sixth for a stat. */
  readonly width?: number;
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard as Grafana's provisioning reads it. */
export interface Dashboard {
  /** Part of its address, and name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

const COLUMNS = 24;
const WIDTHS = { timeseries: 8, stat: 4, table: 12, 'state-timeline': 12 } as const;
const HEIGHTS = { timeseries: 8, stat: 4, table: 8, 'state-timeline': 8 } as const;

/** The text of a dashboard's file: the same dashboard gives the same bytes. */
export function dashboardText(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`;
}

function dashboardJson({ uid, title, rows }: Dashboard): object {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    const id = (): number => panels.length + 1;
    panels.push({
      id: id(),
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      const w = panel.width ?? WIDTHS[panel.kind];
      const h = HEIGHTS[panel.kind];
      if (x + w > COLUMNS) {
        y += height;
        x = 0;
        height = 0;
      }
      panels.push(panelJson(panel, id(), { x, y, w, h }));
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  }
  return {
    uid,
    title,
    tags: ['mes-flow'],
    schemaVersion: 39,
    editable: false,
    refresh: '10s',
    time: { from: 'now-30m', to: 'now' },
    timezone: 'browser',
    graphTooltip: 1,
    links: [
      {
        type: 'dashboards',
        tags: ['mes-flow'],
        title: 'mes-flow',
        asDropdown: true,
        includeVars: false,
        keepTime: true,
      },
    ],
    panels,
  };
}

function panelJson(panel: Panel, id: number, gridPos: object): object {
  const { title, description, kind, unit, queries } = panel;
  const isTable = kind === 'table';
  const isInstant = isTable || kind === 'stat';
  return {
    id,
    type: kind,
    title,
    description,
    datasource: DATA_SOURCE,
    gridPos,
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATA_SOURCE,
      expr,
      legendFormat: legend === '' ? '__auto' : legend,
      instant: isInstant,
      range: !isInstant,
      ...(isTable ? { format: 'table' } : {}),
    })),
    fieldConfig: {
      defaults: {
        unit,
        thresholds: thresholdsOf(panel),
        color: { mode: kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
        ...(kind === 'timeseries'
          ? { min: 0, custom: { fillOpacity: 5, showPoints: 'never' } }
          : {}),
      },
      overrides: [],
    },
    options: optionsOf(kind),
  };
}

function thresholdsOf({ troubleFrom, troubleBelow }: Panel): object {
  const steps: { color: string; value: number | null }[] = [];
  if (troubleBelow === undefined) {
    steps.push({ color: 'green', value: null });
  } else {
    steps.push({ color: 'red', value: null }, { color: 'green', value: troubleBelow });
  }
  if (troubleFrom !== undefined) steps.push({ color: 'red', value: troubleFrom });
  return { mode: 'absolute', steps };
}

function optionsOf(kind: Panel['kind']): object {
  switch (kind) {
    case 'timeseries':
      return {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
    case 'stat':
      return {
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        colorMode: 'value',
        graphMode: 'none',
        textMode: 'auto',
      };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    case 'state-timeline':
      return { mergeValues: true, showValue: 'never', rowHeight: 0.8 };
  }
}

/** A quantile of a histogram over the last interval, by these labels. */
export function quantile(share: number, histogram: string, by: readonly string[] = []): string {
  const labels = ['le', ...by].join(', ');
  return `histogram_quantile(${share}, sum by (${labels}) (rate(${histogram}_bucket[$__rate_interval])))`;
}

/** The rate of a counter a second, summed by these labels. */
export function perSecond(counter: string, by: readonly string[]): string {
  return `sum by (${by.join(', ')}) (rate(${counter}[$__rate_interval]))`;
}
