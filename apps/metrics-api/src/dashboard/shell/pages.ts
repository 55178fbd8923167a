import { createHash } from 'node:crypto';
import { callerOf } from '#libs/edge';
import type { Language, View } from '#libs/exports';
import { Figures } from '#libs/figures';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { OWNER_VIEW_IS_OPEN, assertMaySee } from '../../figures/owner-view.js';
import { WordedProblem, detailOf, type WordedFault } from '../../worded-problem.js';
import { ASSETS_VERSION } from './assets.js';
import { LANGUAGES } from './language.js';
import { PageContext } from './page-context.js';
import { PAGE_LIMITS } from './page-limits.js';

const VIEWS: readonly View[] = ['public', 'owner'];

/** Only what this service serves itself: no script and no style inside a page, nobody's frame. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
} as const;

/** What a page may be asked: parameters by name. Others are refused. */
export interface PageRequest {
  readonly request: Request;
  readonly response: Response;
  /** Names beside `lang` and `view`. */
  readonly parameters: readonly string[];
  /** What else the page depends on, such as the state of a run; omitted: the figures alone. */
  readonly version?: string;
}

/** Answers requests with pages. */
@Injectable()
export class Pages {
  constructor(
    @Inject(Figures) private readonly figures: Figures,
    @Inject(OWNER_VIEW_IS_OPEN) private readonly isOwnersViewOpen: boolean,
  ) {}

  /**
   * Answers with the page that `render` gives, or with 304 while nothing that is on it has changed.
   *
   * @throws ProblemError 400 `invalid-query` with every parameter at fault, 403 `owner-view-closed`
   */
  async answer(
    { request, response, parameters, version = '' }: PageRequest,
    render: (page: PageContext) => VNode | Promise<VNode>,
  ): Promise<void> {
    const page = readPage(request, parameters, await this.figures.dataVersion());
    // Where there is an issuer, the guard has let in the scope `metrics:owner` alone.
    assertMaySee(page.view, callerOf(request), this.isOwnersViewOpen);
    const etag = etagOf(page, version);
    response.set({
      ...PAGE_HEADERS,
      etag,
      'cache-control': page.view === 'owner' ? 'private, no-cache' : 'no-cache',
    });
    if (isKnown(request, etag)) {
      response.status(304).end();
      return;
    }
    response.end(htmlOf(await render(page)));
  }
}

/** A page as it goes over the wire. */
export function htmlOf(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** Reads the address; all that is wrong with it at once. */
function readPage(
  request: Request,
  parameters: readonly string[],
  dataVersion: string,
): PageContext {
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://page');
  const faults: WordedFault[] = [];
  const query = new Map<string, string[]>();
  for (const [name, value] of searchParams) query.set(name, [...(query.get(name) ?? []), value]);
  const accepted = [...parameters, 'lang', 'view'];
  if (query.size > PAGE_LIMITS.parametersMax) {
    faults.push({
      field: 'query',
      reason: {
        fr: `attendu : ${PAGE_LIMITS.parametersMax} paramètres au plus ; reçu : ${query.size}`,
        en: `expected at most ${PAGE_LIMITS.parametersMax} parameters; came ${query.size}`,
      },
    });
  }
  for (const [name, values] of [...query].slice(0, PAGE_LIMITS.parametersMax)) {
    faults.push(...faultsOf(name, values, accepted));
  }
  const language = oneOf('lang', query.get('lang'), LANGUAGES, 'fr', faults);
  const view = oneOf('view', query.get('view'), VIEWS, 'public', faults);
  if (faults.length > 0) throw invalidQuery(faults);
  const own = Object.fromEntries([...query].filter(([name]) => parameters.includes(name)));
  return new PageContext(pathname, language, view, own, dataVersion);
}

function faultsOf(
  name: string,
  values: readonly string[],
  accepted: readonly string[],
): WordedFault[] {
  const { valuesMax, valueCharactersMax } = PAGE_LIMITS;
  if (!accepted.includes(name)) {
    const reason = { fr: 'pas un paramètre de cette page', en: 'no parameter of this page' };
    return [{ field: shortened(name), reason, accepted }];
  }
  if (values.length > valuesMax) {
    const reason = {
      fr: `attendu : ${valuesMax} valeurs au plus ; reçu : ${values.length}`,
      en: `expected at most ${valuesMax} values; came ${values.length}`,
    };
    return [{ field: name, reason }];
  }
  if (values.every((value) => value.length <= valueCharactersMax)) return [];
  const reason = {
    fr: `attendu : ${valueCharactersMax} caractères au plus ; reçu davantage`,
    en: `expected at most ${valueCharactersMax} characters; came more`,
  };
  return [{ field: name, reason }];
}

function oneOf<T extends Language | View>(
  name: string,
  values: readonly string[] | undefined,
  accepted: readonly T[],
  standard: T,
  faults: WordedFault[],
): T {
  if (values === undefined) return standard;
  const found = accepted.find((candidate) => values.length === 1 && candidate === values[0]);
  if (found !== undefined) return found;
  const came = JSON.stringify(shortened(values.join(', ')));
  faults.push({ field: name, reason: notAccepted(came), accepted });
  return standard;
}

/** Of a value that a list lacks. @param came as JSON, shortened */
export function notAccepted(came: string): WordedFault['reason'] {
  return {
    fr: `attendu : une des valeurs acceptées ; reçu : ${came}`,
    en: `expected one of the accepted values; came ${came}`,
  };
}

/** The refusal of an address. */
export function invalidQuery(faults: readonly WordedFault[]): WordedProblem {
  return new WordedProblem(
    { status: 400, name: 'invalid-query' },
    {
      title: {
        fr: 'L’adresse demande quelque chose que cette page ne connaît pas',
        en: 'The address asks for something that this page does not know',
      },
      detail: detailOf(faults),
      faults,
    },
  );
}

export function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}

/** Same data, same address, same files: same page. */
function etagOf(page: PageContext, version: string): string {
  const { path, language, view, query, dataVersion } = page;
  const parts = [ASSETS_VERSION, dataVersion, path, language, view, query, version];
  return `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`;
}

/** If-None-Match (RFC 9110, 13.1.2): weak comparison, a list, or `*`. */
function isKnown(request: Request, etag: string): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  return header.split(',').some((candidate) => {
    const tag = candidate.trim().replace(/^W\//, '');
    return tag === etag || tag === '*';
  });
}
