// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { QUALIFIED_ONLY_FROM_2023 } from '#libs/admission';
import { DSRS } from '#libs/reference';
import { known } from '../plan/known.js';
import { fraction, mix } from '../plan/mixing.js';
import { DOCUMENTS_FROM_MS, DOCUMENTS_UNTIL_MS } from './assumptions.js';
import { depositsOf, identityAttemptsOf } from './counts.js';
import { between, DAY_MS, officeInstant } from './office-hours.js';
import { outlineOf, type Outline } from './outline.js';
import type { PlannedRequest, UnitDocuments } from './planned-request.js';

const { floor, sqrt } = Math;

/**
 * Sources of a shard at most: an entry is its instant, since DOCUMENTS_FROM_MS, times this, plus the
 * source, so that sorting numbers sorts entries. Instants stay below 2^37 ms (four years), hence
 * every entry below 2^53.
 */
const SOURCES_MAX = 65_536;
const JITTER = 1;

/** Who deposits: one place of a billing unit's documents. */
export interface DocumentSource {
  /** Place of the billing unit in the shard. */
  readonly unit: number;
  /** Number in the shard's sites. */
  readonly site: number;
  /** The doctor of a practice; undefined where any of the site's professionals may sign. */
  readonly author: number | undefined;
  /** Index in SOLUTIONS. */
  readonly solution: number;
  /** Index in DSRS. */
  readonly dsr: number;
  /** Whether its entries are attempts that are refused, because the identity is not qualified. */
  readonly isRefused: boolean;
  readonly key: number;
}

/** A billing unit of a shard, with the window its documents are counted in. */
export interface TableUnit {
  readonly request: PlannedRequest;
  /** Place in the perimeter. */
  readonly place: number;
  /** Undefined without an installation. */
  readonly fromMs: number | undefined;
  /** The last deposit of the balance; undefined without one. */
  readonly toMs: number | undefined;
}

/** Every deposit of one shard in the order of its registration, and who makes it. 8 bytes a deposit. */
export class DocumentTable {
  readonly length: number;
  readonly sources: readonly DocumentSource[];
  /** Of every request, those without documents too. */
  readonly units: readonly TableUnit[];
  readonly #entries: Float64Array;

  constructor(requests: readonly PlannedRequest[]) {
    const { documents, refused } = depositsOf(requests);
    const builder = new TableBuilder(documents + refused);
    for (const request of requests) builder.add(request);
    this.sources = builder.sources;
    this.units = builder.units;
    this.#entries = builder.sorted();
    this.length = this.#entries.length;
  }

  /** Place of a deposit's source. */
  sourceOf(index: number): number {
    return (this.#entries[index] ?? 0) % SOURCES_MAX;
  }

  /** Registration of a deposit, milliseconds since 1970 in UTC. */
  atMs(index: number): number {
    return DOCUMENTS_FROM_MS + floor((this.#entries[index] ?? 0) / SOURCES_MAX);
  }

  /** Documents of each unit inside its window, both ends inclusive, by plain counting. */
  countInWindows(): Uint32Array {
    const counts = new Uint32Array(this.units.length);
    const from = Float64Array.from(this.units, ({ fromMs }) => fromMs ?? Infinity);
    const to = Float64Array.from(this.units, ({ toMs }) => toMs ?? -Infinity);
    const unitOf = Uint16Array.from(this.sources, ({ unit }) => unit);
    const isRefused = Uint8Array.from(this.sources, (source) => (source.isRefused ? 1 : 0));
    for (let index = 0; index < this.length; index++) {
      const source = this.sourceOf(index);
      const unit = unitOf[source] ?? 0;
      const atMs = this.atMs(index);
      const isInside = atMs >= (from[unit] ?? 0) && atMs <= (to[unit] ?? 0);
      if (isInside && isRefused[source] === 0) counts[unit] = (counts[unit] ?? 0) + 1;
    }
    return counts;
  }
}

/** Where the documents of a unit may lie. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

class TableBuilder {
  readonly sources: DocumentSource[] = [];
  readonly units: TableUnit[] = [];
  readonly #entries: Float64Array;
  #filled = 0;

  constructor(deposits: number) {
    this.#entries = new Float64Array(deposits);
  }

  add(request: PlannedRequest): void {
    const outline = outlineOf(request);
    const { installedMs, balanceMs } = outline;
    const billed = request.dsr === 'LGC' ? request.client.authors : 1;
    for (let place = 0; place < billed; place++) {
      const unit = this.units.length;
      this.units.push({ request, place, fromMs: installedMs, toMs: balanceMs });
      const documents = request.documents[place];
      if (documents === undefined || installedMs === undefined) continue;
      this.#addUnit({ request, outline, unit, place, installedMs }, documents);
    }
  }

  sorted(): Float64Array {
    if (this.#filled !== this.#entries.length) {
      throw new Error(
        `document table: expected ${this.#entries.length} deposits, came ${this.#filled}; a bug`,
      );
    }
    return this.#entries.sort();
  }

  #addUnit(at: UnitPlace, documents: UnitDocuments): void {
    const { request, outline, installedMs } = at;
    const first = this.sources.length;
    this.#addSources(at, false);
    const window = { fromMs: installedMs, toMs: lastUseMs(request, outline) };
    const edges = documents.isAtBounds;
    this.#spread(documents.before, first, request, {
      span: { fromMs: outline.signedMs, toMs: installedMs - 1 },
      exactMs: edges ? [installedMs - 1_000] : [],
    });
    this.#spread(documents.inside, first, request, {
      span: window,
      exactMs: edges ? [window.fromMs, window.toMs] : [],
    });
    const afterMs = window.toMs + 1;
    this.#spread(documents.after, first, request, {
      span: { fromMs: afterMs, toMs: Math.max(DOCUMENTS_UNTIL_MS, afterMs + 7 * DAY_MS) },
      exactMs: edges ? [window.toMs + 1_000] : [],
    });
    const refused = identityAttemptsOf(request, at.place);
    if (refused === 0) return;
    const refusing = this.sources.length;
    this.#addSources(at, true);
    this.#spread(refused, refusing, request, { span: refusalSpan(window), exactMs: [] });
  }

  /** One source for each site whose documents count for the unit. */
  #addSources({ request, unit, place }: UnitPlace, isRefused: boolean): void {
    const { client, solution, dsr } = request;
    for (const site of client.sites) {
      const source = this.sources.length;
      if (source >= SOURCES_MAX) throw new Error('document table: too many sources in a shard');
      this.sources.push({
        unit,
        site,
        author: dsr === 'LGC' ? place : undefined,
        solution,
        dsr: known(DSR_INDEX.get(dsr)),
        isRefused,
        key: mix(mix(request.key, place), client.sites.length > 1 ? site : -1),
      });
    }
  }

  /** So many documents of a unit over a span, more towards its end, some at exact instants, its sites in turn. */
  #spread(
    count: number,
    firstSource: number,
    request: PlannedRequest,
    { span, exactMs }: { span: Span; exactMs: readonly number[] },
  ): void {
    const sites = request.client.sites.length;
    const key = mix(mix(request.key, firstSource), floor(span.fromMs / DAY_MS));
    for (let i = 0; i < count; i++) {
      const jitter = fraction(mix(key, JITTER + i));
      const part = sqrt((i + jitter) / count);
      const atMs = exactMs[i] ?? inOfficeHours(span, part);
      this.#entries[this.#filled] =
        (atMs - DOCUMENTS_FROM_MS) * SOURCES_MAX + firstSource + (i % sites);
      this.#filled += 1;
    }
  }
}

interface UnitPlace {
  readonly request: PlannedRequest;
  readonly outline: Outline;
  readonly unit: number;
  readonly place: number;
  readonly installedMs: number;
}

const DSR_INDEX: ReadonlyMap<string, number> = new Map(
  DSRS.map(({ code, index }) => [code, index]),
);

function inOfficeHours(span: Span, part: number): number {
  const raw = between(span.fromMs, span.toMs, part);
  const moved = officeInstant(raw);
  return moved < span.fromMs || moved > span.toMs ? raw : moved;
}

/** Where the documents of the window end: with the balance, the closing, or the next editor's installation. */
function lastUseMs({ successor }: PlannedRequest, { balanceMs, closingMs }: Outline): number {
  const endMs = balanceMs ?? closingMs;
  const nextMs = successor === undefined ? undefined : outlineOf(successor).installedMs;
  return nextMs === undefined ? endMs : Math.min(endMs, nextMs - 1);
}

/** As long as an unqualified identity is tolerated nothing is refused for it. */
function refusalSpan({ fromMs, toMs }: Span): Span {
  const strictMs = Math.max(fromMs, QUALIFIED_ONLY_FROM_2023.qualifiedOnlyFromMs + DAY_MS);
  return { fromMs: strictMs, toMs: Math.max(toMs, strictMs + 90 * DAY_MS) };
}
