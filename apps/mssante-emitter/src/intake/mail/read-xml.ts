import { MailRefusedError, type RefusalName } from '#libs/mssante';
import { XMLParser } from 'fast-xml-parser';
import { XML_DEPTH_MAX, XML_TAGS_MAX } from '../limits.js';

/** What an XML file is read as. */
export interface XmlSource {
  /** Name for errors, such as METADATA.XML. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly bytesMax: number;
  /** The refusal of a file that cannot be read. */
  readonly refusal: RefusalName;
}

/** An element: attributes start with `@`, the text is `#text`, children are lists under their name without prefix. */
export type XmlElement = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Nothing becomes a number: a matricule or a code that looks like one is a text.
  parseTagValue: false,
  parseAttributeValue: false,
  // No entity of a DOCTYPE can exist (see below); the five of XML and characters are resolved here.
  processEntities: false,
  maxNestedTags: XML_DEPTH_MAX,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

/**
 * Reads a UTF-8 XML file within bounds: no DOCTYPE, no entity of its own, bounded depth and tags.
 *
 * @returns the document: its root element under its name
 * @throws MailRefusedError with the refusal of the source
 */
export function readXml({ name, bytes, bytesMax, refusal }: XmlSource): XmlElement {
  const refused = (came: string, cause?: unknown): MailRefusedError =>
    new MailRefusedError(refusal, `${name} ${came}`, cause === undefined ? {} : { cause });
  if (bytes.length > bytesMax) throw refused(`of ${bytes.length} bytes, more than ${bytesMax}`);
  const text = textOf(bytes, refused);
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw refused('with a DOCTYPE');
  if (tagsOf(text) > XML_TAGS_MAX) throw refused(`of more than ${XML_TAGS_MAX} tags`);
  try {
    // The parser alone takes what is no XML. Its own validator, set aside for a package of its own,
    // is the one that was pinned and tested together with it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return parser.parse(text, true) as XmlElement; // An object for every text that is XML.
  } catch (cause) {
    throw refused(`that is no XML (${messageOf(cause)})`, cause);
  }
}

function textOf(bytes: Buffer, refused: (came: string, cause?: unknown) => Error): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused('that is not UTF-8', cause);
  }
  const encoding = /^<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']/i.exec(text)?.[1];
  if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') {
    throw refused(`declared as ${JSON.stringify(encoding.slice(0, 30))}, expected UTF-8`);
  }
  return text;
}

function tagsOf(text: string): number {
  let count = 0;
  for (
    let at = text.indexOf('<');
    at >= 0 && count <= XML_TAGS_MAX;
    at = text.indexOf('<', at + 1)
  ) {
    count++;
  }
  return count;
}

/** Child elements of a name; empty when there is none. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  const children = Object.hasOwn(element, name) ? element[name] : undefined;
  if (!Array.isArray(children)) return [];
  // An element without attributes and children is read as its bare text.
  return children.map((child: unknown) =>
    typeof child === 'object' && child !== null ? (child as XmlElement) : { '#text': child },
  );
}

/** The first element at a path of names; undefined when there is none. */
export function elementAt(element: XmlElement, ...path: string[]): XmlElement | undefined {
  let current: XmlElement | undefined = element;
  for (const name of path) {
    if (current === undefined) return undefined;
    current = childrenOf(current, name)[0];
  }
  return current;
}

/** An attribute, trimmed; null when it is absent or empty. */
export function attributeOf(element: XmlElement | undefined, name: string): string | null {
  return textFrom(element, `@${name}`);
}

/** The text of an element, trimmed; null when it has none. */
export function textIn(element: XmlElement | undefined): string | null {
  return textFrom(element, '#text');
}

function textFrom(element: XmlElement | undefined, key: string): string | null {
  const value = element !== undefined && Object.hasOwn(element, key) ? element[key] : undefined;
  if (typeof value !== 'string') return null;
  const text = decodeEntities(value).trim();
  return text === '' ? null : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
const CODE_POINT_MAX = 0x10ffff;

/** The five entities of XML, and characters by number; once, so that nothing is decoded twice. */
function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= CODE_POINT_MAX ? String.fromCodePoint(point) : whole;
    },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 100) : 'unknown';
}
