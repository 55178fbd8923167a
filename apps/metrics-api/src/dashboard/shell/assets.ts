import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that every page needs: its name holds the hash of its content, so that it never changes. */
export interface Asset {
  /** `dashboard.1a2b3c4d5e6f.css` */
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Buffer;
}

const HASH_CHARACTERS = 12;

const CONTENT_TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

const folder = findFolder(dirname(fileURLToPath(import.meta.url)));
const style = load('dashboard', 'css');
const script = load('dashboard', 'js');
const icon = load('icon', 'svg');
const runScript = load('run', 'js');

/** Addresses of the files in the pages. */
export const ASSETS = {
  style: `/assets/${style.fileName}`,
  script: `/assets/${script.fileName}`,
  icon: `/assets/${icon.fileName}`,
  /** Follows a run while it goes on. */
  runScript: `/assets/${runScript.fileName}`,
} as const;

const byName: ReadonlyMap<string, Asset> = new Map(
  [style, script, icon, runScript].map((asset) => [asset.fileName, asset]),
);

/** The file of a name; undefined when there is none, or none any more. */
export function assetNamed(fileName: string): Asset | undefined {
  return byName.get(fileName);
}

/** Changes with any of the files: part of the ETag of a page. */
export const ASSETS_VERSION = hashOf(Buffer.from(Object.values(ASSETS).join()));

/** Data files are not compiled: the code finds them in the sources, from there and from dist. */
function findFolder(start: string): string {
  for (let at = start; at !== dirname(at); at = dirname(at)) {
    const candidate = join(at, 'apps', 'metrics-api', 'assets');
    if (existsSync(candidate)) return candidate;
  }
  throw new Error(`expected apps/metrics-api/assets above ${start}; came none`);
}

function load(name: string, extension: keyof typeof CONTENT_TYPES): Asset {
  const content = readFileSync(join(folder, `${name}.${extension}`));
  return {
    fileName: `${name}.${hashOf(content)}.${extension}`,
    contentType: CONTENT_TYPES[extension],
    content,
  };
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, HASH_CHARACTERS);
}
