import type { Caller } from '#libs/edge';
import type { Table } from '#libs/exports';
import { Figures, QueryFaultsError, type Indicator } from '#libs/figures';
import { systemClock } from '#libs/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { askedOf, type Asked } from './asked.js';
import { entityTag, gzipTag, isKnown } from './entity-tag.js';
import { addressOf, linksOf, pageSize } from './figure-address.js';
import { KEEPING_LIMITS } from './figures-limits.js';
import {
  cursorGoneProblem,
  fieldFaults,
  invalidQueryProblem,
  ownersIndicatorProblem,
  problemOfFigures,
} from './figures-problems.js';
import { OWNER_VIEW_IS_OPEN, assertMaySee } from './owner-view.js';
import { WeightedCache } from './weighted-cache.js';
import { writeAnswer, type WrittenAnswer } from './written-answer.js';

/** A request for an indicator. */
export interface FigureRequest {
  readonly request: Request;
  readonly response: Response;
  readonly caller: Caller;
  /** Behind the name, without the first dot; undefined: `Accept` decides. */
  readonly extension: string | undefined;
}

/** Answers requests for figures: reads what is asked, and sends nothing twice that was sent before. */
@Injectable()
export class FigureDesk {
  readonly #written = new WeightedCache<WrittenAnswer>(KEEPING_LIMITS.writtenBytesMax);
  readonly #writing = new Map<string, Promise<WrittenAnswer>>();
  readonly #held = new WeightedCache<{ readonly table: Table; readonly untilMs: number }>(
    KEEPING_LIMITS.heldCellsMax,
  );

  constructor(
    @Inject(Figures) private readonly figures: Figures,
    @Inject(OWNER_VIEW_IS_OPEN) private readonly isOwnersViewOpen: boolean,
  ) {}

  /** @throws ProblemError for whatever cannot be answered */
  async serve(indicator: Indicator, asking: FigureRequest): Promise<void> {
    const { request, response, caller, extension } = asking;
    response.vary(extension === undefined ? 'Accept, Accept-Encoding' : 'Accept-Encoding');
    const { asked, faults } = askedOf(indicator, {
      url: request.originalUrl,
      accept: request.headers.accept,
      extension,
    });
    assertMaySee(asked.view, caller, this.isOwnersViewOpen);
    if (!indicator.isPublic && asked.view === 'public') {
      throw ownersIndicatorProblem(indicator.definition.name);
    }
    if (faults.length > 0) {
      const named = new Set(faults.map(({ field }) => field));
      const further = await this.#faultsOfIndicator(asked);
      throw invalidQueryProblem([...faults, ...further.filter(({ field }) => !named.has(field))]);
    }
    try {
      await this.#answer(asked, asking);
    } catch (error) {
      throw problemOfFigures(error);
    }
  }

  /** All faults at once: those of the indicator's own parameters beside those that were found before. */
  async #faultsOfIndicator(asked: Asked): Promise<ReturnType<typeof fieldFaults>> {
    try {
      await this.#ask(asked);
      return [];
    } catch (error) {
      // Whatever else is wrong would be told about a query in order; this one is not.
      return error instanceof QueryFaultsError ? fieldFaults(error.faults) : [];
    }
  }

  async #answer(asked: Asked, asking: FigureRequest): Promise<void> {
    const { request, response } = asking;
    const known = request.headers['if-none-match'];
    const version = asked.cursor?.dataVersion ?? (await this.figures.dataVersion());
    const expected = tagOf(asked, version);
    // `*` must not vouch for a question that nobody has looked at: it is compared further down.
    if (known?.trim() !== '*' && isKnown(known, expected)) {
      notModified(response, asked, expected);
      return;
    }
    const { tag, written } = await this.#writtenOf(asked, expected);
    if (isKnown(known, tag)) notModified(response, asked, tag);
    else send(asked, asking, tag, written);
  }

  /** The bytes, and their tag: that of an earlier version where the present one is still computed. */
  async #writtenOf(
    asked: Asked,
    expected: string,
  ): Promise<{ readonly tag: string; readonly written: WrittenAnswer }> {
    const kept = this.#written.get(expected);
    if (kept) return { tag: expected, written: kept };
    const table = await this.#tableOf(asked);
    const tag = tagOf(asked, table.provenance.dataVersion);
    return { tag, written: this.#written.get(tag) ?? (await this.#writeOnce(tag, table, asked)) };
  }

  #writeOnce(tag: string, table: Table, asked: Asked): Promise<WrittenAnswer> {
    const underWay = this.#writing.get(tag);
    if (underWay) return underWay;
    const writing = writeAnswer(table, asked)
      .then((written) => {
        const { plain, gzip, nextOffset } = written;
        this.#written.set(tag, written, plain.length + (gzip?.length ?? 0));
        if (nextOffset !== null) this.#hold(asked, table);
        return written;
      })
      .finally(() => this.#writing.delete(tag));
    this.#writing.set(tag, writing);
    return writing;
  }

  async #tableOf(asked: Asked): Promise<Table> {
    const { cursor } = asked;
    if (cursor === null) return this.#ask(asked);
    const held = this.#held.get(heldKey(asked, cursor.dataVersion));
    if (held && systemClock.monotonicMs() < held.untilMs) return held.table;
    const table = await this.#ask(asked);
    if (table.provenance.dataVersion === cursor.dataVersion) return table;
    throw cursorGoneProblem(addressOf(asked, undefined, pageSize(asked)));
  }

  #ask({ indicator, parameters, view }: Asked): Promise<Table> {
    return this.figures.answer(indicator.definition.name, { parameters, view });
  }

  /** The pages of one answer are of one version of the data, for as long as somebody reads them. */
  #hold(asked: Asked, table: Table): void {
    const untilMs = systemClock.monotonicMs() + KEEPING_LIMITS.heldMsMax;
    const cells = table.rows.length * table.columns.length;
    this.#held.set(heldKey(asked, table.provenance.dataVersion), { table, untilMs }, cells);
  }
}

function heldKey({ question }: Asked, dataVersion: string): string {
  return `${dataVersion}\n${question}`;
}

/** Everything that the bytes depend on; a page by its place, so that every cursor of it is the same. */
function tagOf({ question, format, language, limit, cursor }: Asked, dataVersion: string): string {
  const page = limit === null ? [] : [String(limit), String(cursor?.offset ?? 0)];
  return entityTag([dataVersion, question, format.name, language, ...page]);
}

/**
 * Every use asks whether it has changed, which a 304 answers without computing anything. The public
 * view is the same for everybody; the owner's is for one caller.
 */
function setCaching(response: Response, { view }: Asked): void {
  response.setHeader('cache-control', view === 'public' ? 'public, no-cache' : 'private, no-cache');
  if (view === 'owner') response.vary('Authorization');
}

function notModified(response: Response, asked: Asked, tag: string): void {
  setCaching(response, asked);
  response.status(304).setHeader('etag', tag);
  response.end();
}

function send(
  asked: Asked,
  { request, response, extension }: FigureRequest,
  tag: string,
  written: WrittenAnswer,
): void {
  const { plain, gzip } = written;
  const isGzip = gzip !== null && request.acceptsEncodings('gzip', 'identity') === 'gzip';
  const body = isGzip ? gzip : plain;
  setCaching(response, asked);
  response.set({
    'content-type': asked.format.mediaType,
    'content-length': String(body.length),
    etag: isGzip ? gzipTag(tag) : tag,
    link: linksOf(asked, extension, written),
    ...(isGzip && { 'content-encoding': 'gzip' }),
    ...(isFile(asked) && { 'content-disposition': dispositionOf(asked) }),
  });
  response.end(body);
}

/** JSON and descriptions are looked at; the others are opened by a program that wants a file. */
function isFile({ format }: Asked): boolean {
  return !format.extension.endsWith('json');
}

function dispositionOf({ indicator, format }: Asked): string {
  return `attachment; filename="${indicator.definition.name}.${format.extension}"`;
}
