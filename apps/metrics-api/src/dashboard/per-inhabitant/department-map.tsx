import { DEPARTMENTS, departmentOfCode } from '#libs/reference';
import type { VNode } from 'preact';
import { Suppressed } from '../shell/data-table.js';
import { Legend, type LegendItem } from '../shell/legend.js';
import type { PageContext } from '../shell/page-context.js';
import { classOf } from './classes.js';
import { MAP_ATTRIBUTION, MAP_VIEW_BOX, OVERSEAS, SHAPES } from './france-shapes.js';

/** What a department shows: a rate, `s`, or nothing. */
export type DepartmentValue = number | 's' | undefined;

export interface DepartmentMapProps {
  readonly page: PageContext;
  readonly values: ReadonlyMap<string, DepartmentValue>;
  readonly bounds: readonly number[];
  /** What the map shows, in a few words. */
  readonly title: string;
  readonly description: string;
  /** What the values are, above the legend; omitted: documents per inhabitant. */
  readonly valueTitle?: string;
  /** Omitted: as rates. */
  readonly format?: ValueFormat;
}

type ValueFormat = (value: number) => string;

/** A choropleth: 96 departments drawn, the five overseas ones as tiles beside them. */
export function DepartmentMap({
  page,
  values,
  bounds,
  title,
  description,
  valueTitle = page.t({ fr: 'Documents par habitant', en: 'Documents per inhabitant' }),
  format = (value) => page.format.rate(value),
}: DepartmentMapProps): VNode {
  return (
    <div class="map">
      <svg
        viewBox={MAP_VIEW_BOX}
        role="img"
        aria-labelledby="map-title"
        aria-describedby="map-description"
      >
        <title id="map-title">{title}</title>
        <desc id="map-description">{description}</desc>
        <defs>
          <pattern id="map-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
            <path d="M0,6L6,0" class="map-hatch" />
          </pattern>
        </defs>
        {SHAPES.map(({ code, path }) => {
          const value = values.get(code);
          return (
            <path d={path} class={classNameOf(value, bounds)}>
              <title>{`${departmentOfCode(code).name} (${code}) : ${valueText(value, format)}`}</title>
            </path>
          );
        })}
      </svg>
      <div class="map-side">
        <h3>{page.t({ fr: 'Outre-mer', en: 'Overseas' })}</h3>
        <ul class="tiles">
          {OVERSEAS.map((code) => (
            <Tile {...{ page, code, bounds, format }} value={values.get(code)} />
          ))}
        </ul>
        <h3>{valueTitle}</h3>
        <Legend items={legendOf(page, values, bounds, format)} />
        <p class="note">
          {page.t({
            fr: 'Classes d’effectifs égaux : chacune réunit autant de départements. Fond de carte : ',
            en: 'Classes of equal size: each holds as many departments. Map: ',
          })}
          {MAP_ATTRIBUTION.text},{' '}
          <a href={MAP_ATTRIBUTION.licenceUrl} rel="external">
            {MAP_ATTRIBUTION.licence}
          </a>
          {page.t({ fr: ', tracé simplifié.', en: ', outlines simplified.' })}
        </p>
      </div>
    </div>
  );
}

interface TileProps {
  readonly page: PageContext;
  readonly code: string;
  readonly value: DepartmentValue;
  readonly bounds: readonly number[];
  readonly format: ValueFormat;
}

function Tile({ page, code, value, bounds, format }: TileProps): VNode {
  return (
    <li class="tile">
      <span class={`swatch ${classNameOf(value, bounds)}`} aria-hidden="true" />
      <span>
        {departmentOfCode(code).name} <small>{code}</small>
      </span>
      <strong>{value === 's' ? <Suppressed page={page} /> : valueText(value, format)}</strong>
    </li>
  );
}

function classNameOf(value: DepartmentValue, bounds: readonly number[]): string {
  if (value === undefined) return 'missing';
  return value === 's' ? 'suppressed' : `sequence-${classOf(value, bounds) + 1}`;
}

function valueText(value: DepartmentValue, format: ValueFormat): string {
  if (value === undefined) return '–';
  return value === 's' ? 's' : format(value);
}

function legendOf(
  page: PageContext,
  values: ReadonlyMap<string, DepartmentValue>,
  bounds: readonly number[],
  format: ValueFormat,
): LegendItem[] {
  const numbers = [...values.values()].filter((value) => typeof value === 'number');
  const edges = [Math.min(...numbers), ...bounds, Math.max(...numbers)];
  const classes = numbers.length === 0 ? [] : edges.slice(0, -1);
  const items = classes.map((from, at) => ({
    label: page.t({
      fr: `de ${format(from)} à ${format(edges[at + 1] ?? from)}`,
      en: `${format(from)} to ${format(edges[at + 1] ?? from)}`,
    }),
    swatch: `sequence-${at + 1}`,
  }));
  const isMissing = DEPARTMENTS.some(({ code }) => values.get(code) === undefined);
  const isHidden = [...values.values()].includes('s');
  return [
    ...items,
    ...(isHidden
      ? [
          {
            label: page.t({ fr: 's : secret statistique', en: 's: suppressed' }),
            swatch: 'suppressed',
          },
        ]
      : []),
    ...(isMissing
      ? [{ label: page.t({ fr: 'aucun document', en: 'no document' }), swatch: 'missing' }]
      : []),
  ];
}
