import type { Language, Text, View } from '#libs/exports';
import { Formats } from './formats.js';
import { textIn } from './language.js';

/** Raw texts of the address by parameter: a repeated one is a list. */
export type PageQuery = Readonly<Record<string, readonly string[]>>;

/** Whom a page is for and where it is: every component gets it as `page`. */
export class PageContext {
  readonly format: Formats;

  constructor(
    /** Path of the page, such as `/volumes`. */
    readonly path: string,
    readonly language: Language,
    readonly view: View,
    /** What the address asks, without `lang` and `view`. */
    readonly query: PageQuery,
    /** Changes with the data; part of the ETag. */
    readonly dataVersion: string,
  ) {
    this.format = formatsOf[language];
  }

  /** A text in the language of the page. */
  t(text: Text): string {
    return textIn(text, this.language);
  }

  /** First value of a parameter; undefined when it is absent or empty. */
  parameter(name: string): string | undefined {
    return this.query[name]?.find((value) => value !== '');
  }

  /** Address of a page in the same language and view. */
  href(path: string, query: PageQuery = {}): string {
    return addressOf(path, query, this.language, this.view);
  }

  /** This page, in another language. */
  inLanguage(language: Language): string {
    return addressOf(this.path, this.query, language, this.view);
  }

  /** This page, as everybody sees it. */
  inPublicView(): string {
    return addressOf(this.path, this.query, this.language, 'public');
  }

  /** This page, as the owner of the data sees it. */
  inOwnersView(): string {
    return addressOf(this.path, this.query, this.language, 'owner');
  }

  /** An address under /v1, in the same view: what the page shows, as data. */
  dataHref(path: string, query: PageQuery = {}): string {
    return addressOf(path, query, 'fr', this.view);
  }
}

const formatsOf: Readonly<Record<Language, Formats>> = {
  fr: new Formats('fr'),
  en: new Formats('en'),
};

/** French and the public view are what an address without `lang` and `view` means. */
function addressOf(path: string, query: PageQuery, language: Language, view: View): string {
  const [place = '', fragment] = path.split('#');
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of values) parameters.append(name, value);
  }
  if (language !== 'fr') parameters.set('lang', language);
  if (view !== 'public') parameters.set('view', view);
  const text = parameters.toString();
  return `${place}${text === '' ? '' : `?${text}`}${fragment === undefined ? '' : `#${fragment}`}`;
}
