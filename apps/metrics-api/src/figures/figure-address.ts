import { FORMATS } from '#libs/exports';
import { isPaged, type Asked } from './asked.js';
import { writeCursor } from './cursor.js';
import { FIGURES_LIMITS } from './figures-limits.js';

/** Where everything about figures is. */
export const FIGURES_ROOT = '/v1';

/** What an address says beside the question itself. */
interface Page {
  /** Omitted: the standard one. */
  readonly limit?: number;
  /** Omitted: the first page. */
  readonly cursor?: string;
}

/**
 * The stable address of a question's answer.
 *
 * @param extension without a dot; undefined: the form is negotiated
 */
export function addressOf(asked: Asked, extension: string | undefined, page: Page = {}): string {
  const { indicator, view, language, parameters } = asked;
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) query.set(name, values.join(','));
  if (view !== 'public') query.set('view', view);
  if (language !== 'fr') query.set('lang', language);
  if (page.limit !== undefined) query.set('limit', String(page.limit));
  if (page.cursor !== undefined) query.set('cursor', page.cursor);
  const ending = extension === undefined ? '' : `.${extension}`;
  const text = query.size === 0 ? '' : `?${query.toString()}`;
  return `${FIGURES_ROOT}/indicators/${indicator.definition.name}${ending}${text}`;
}

/** Address of what an indicator means. */
function definitionAddressOf({ indicator, language }: Asked): string {
  const lang = language === 'fr' ? '' : `?lang=${language}`;
  return `${FIGURES_ROOT}/definitions/${indicator.definition.name}${lang}`;
}

/** The size of the pages as an address says it: not at all where it is the standard one. */
export function pageSize({ limit }: Asked): { readonly limit?: number } {
  return limit === null || limit === FIGURES_LIMITS.pageRowsDefault ? {} : { limit };
}

/**
 * The header Link (RFC 8288): the pages around this one, the description of the columns, what the
 * indicator means, and the other forms of the same answer.
 */
export function linksOf(
  asked: Asked,
  extension: string | undefined,
  { nextOffset, dataVersion }: { readonly nextOffset: number | null; readonly dataVersion: string },
): string {
  const { format, cursor, question } = asked;
  const links: string[] = [];
  if (nextOffset !== null) {
    const next = writeCursor({ offset: nextOffset, dataVersion }, question);
    links.push(link(addressOf(asked, extension, { ...pageSize(asked), cursor: next }), 'next'));
  }
  if (isPaged(format) && (nextOffset !== null || cursor !== null)) {
    links.push(link(addressOf(asked, extension, pageSize(asked)), 'first'));
  }
  const schema = format.name === 'fr-csv' ? 'fr.schema.json' : 'schema.json';
  links.push(link(addressOf(asked, schema), 'describedby'));
  links.push(link(definitionAddressOf(asked), 'help'));
  for (const other of FORMATS) {
    if (other.name === format.name) continue;
    links.push(
      `${link(addressOf(asked, other.extension), 'alternate')}; type="${bareType(other.mediaType)}"`,
    );
  }
  return links.join(', ');
}

function link(address: string, relation: string): string {
  return `<${address}>; rel="${relation}"`;
}

/** Without parameters: their quotes would need quoting. */
function bareType(mediaType: string): string {
  return mediaType.split(';')[0] ?? mediaType;
}
