import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { BadInvocationError } from '../errors.js';
import { readKeyPair, type KeyPair } from './key-pair.js';
import { readCertificates, readNamed } from './pem-files.js';

/**
 * What `sslmode` of an address may say here, and what it checks:
 *
 * - `disable`, or none: plain text;
 * - `verify-full`, and `require` as the same: encrypted, a certificate of a known CA, made for that host;
 * - `verify-ca`: encrypted, a certificate of the CA of sslrootcert, whatever host it names.
 *
 * libpq's `allow` and `prefer` go on in plain text when they have to, its `require` trusts anybody, and
 * the driver's `no-verify` too: the first two and the last are refused, `require` is taken strictly.
 */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof MODES)[number];

/** Parameters of an address that would weaken the check, or that we do not honour. */
const REFUSED_PARAMETERS = [
  'ssl',
  'sslpassword',
  'sslcrl',
  'sslnegotiation',
  'uselibpqcompat',
] as const;

/** Parameters of an address that name a file, as libpq's, with the settings that say the same. */
const FILE_PARAMETERS = {
  sslrootcert: 'MES_DATABASE_CA_FILE',
  sslcert: 'MES_DATABASE_CERT_FILE',
  sslkey: 'MES_DATABASE_KEY_FILE',
} as const;
type FileParameter = keyof typeof FILE_PARAMETERS;
const FILES = Object.keys(FILE_PARAMETERS) as FileParameter[]; // the keys of that constant

const OUR_PARAMETERS = ['sslmode', ...FILES] as const;

type FileSettings = Readonly<Record<(typeof FILE_PARAMETERS)[FileParameter], string>>;

interface DatabaseSettings extends FileSettings {
  readonly MES_DATABASE_URL?: string;
}

/** How the driver gets into a database. */
export interface DatabaseAccess {
  /** The address without what says how it is protected: the driver would read that in its own way. */
  readonly connectionString: string;
  /** false: plain text, whatever PGSSLMODE says. */
  readonly ssl:
    | false
    | Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'checkServerIdentity'>;
}

/** The address with all that is needed to get in: the files of the settings become its parameters. */
export function databaseAddressOf(settings: Required<DatabaseSettings>): string {
  const { MES_DATABASE_URL: address } = settings;
  const named = FILES.filter((parameter) => settings[FILE_PARAMETERS[parameter]] !== '');
  if (named.length === 0 || address === '') return address;
  const { parameters, base } = partsOf(address);
  for (const parameter of named) {
    parameters.set(parameter, resolve(settings[FILE_PARAMETERS[parameter]]));
  }
  return joined(base, parameters);
}

/**
 * The one place that makes a driver's options from an address.
 *
 * @throws BadInvocationError that names every fault of its parameters
 */
export function databaseAccessOf(address: string): DatabaseAccess {
  const { parameters, base } = partsOf(address);
  const { files, faults } = read(parameters);
  if (faults.length > 0) throw new BadInvocationError(faults.join('\n'));
  const mode = parameters.get('sslmode');
  // Untouched where it says nothing of ours: writing it anew could change how a password is escaped.
  if (!OUR_PARAMETERS.some((name) => parameters.has(name))) {
    return { connectionString: address, ssl: false };
  }
  for (const name of OUR_PARAMETERS) parameters.delete(name);
  const connectionString = joined(base, parameters);
  if (mode === null || mode === 'disable') return { connectionString, ssl: false };
  return {
    connectionString,
    ssl: {
      // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED=0 in an environment must not open this door.
      rejectUnauthorized: true,
      ...files,
      ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    },
  };
}

/** Every fault of the settings about getting into PostgreSQL; empty when there is none. */
export function databaseFaults(settings: DatabaseSettings): string[] {
  const { MES_DATABASE_URL: address = '' } = settings;
  if (address === '') return [];
  const { parameters } = partsOf(address);
  const faults: string[] = [];
  const labels: Partial<Record<FileParameter, string>> = {};
  for (const parameter of FILES) {
    const setting = FILE_PARAMETERS[parameter];
    const file = settings[setting];
    const named = parameters.get(parameter);
    if (file === '') continue;
    if (named !== null && resolve(named) !== resolve(file)) {
      faults.push(
        `${setting}: expected one file; came "${file}", and "${named}" as ${parameter} of MES_DATABASE_URL`,
      );
    }
    parameters.set(parameter, file);
    labels[parameter] = setting;
  }
  return faults.length > 0 ? faults : read(parameters, labels).faults;
}

/** The settings of files that have no address they could be for. */
export function idleDatabaseFiles(settings: FileSettings): string[] {
  return FILES.map((parameter) => FILE_PARAMETERS[parameter]).filter(
    (setting) => settings[setting] !== '',
  );
}

/** Texts of the files. */
interface ReadFiles extends Partial<KeyPair> {
  readonly ca?: string;
}

/** @param labels by parameter: the setting that it came from; omitted: it stands in the address */
function read(
  parameters: URLSearchParams,
  labels: Readonly<Partial<Record<FileParameter, string>>> = {},
): { readonly files: ReadFiles; readonly faults: string[] } {
  const faults: string[] = [];
  const mode = parameters.get('sslmode');
  const refused = REFUSED_PARAMETERS.filter((name) => parameters.has(name));
  if (refused.length > 0) {
    faults.push(
      `MES_DATABASE_URL: expected ${OUR_PARAMETERS.join(', ')} alone to say how it is protected; came ${refused.join(', ')}`,
    );
  }
  if (mode !== null && !isMode(mode)) {
    faults.push(
      `MES_DATABASE_URL: expected sslmode ${MODES.join(', ')}, of which none falls back to plain text or trusts anybody; came "${mode}"`,
    );
  }
  if (mode === 'verify-ca' && !parameters.has('sslrootcert')) {
    faults.push(
      'MES_DATABASE_CA_FILE: expected the file of a CA of your own, for with sslmode=verify-ca any host of a public one would do; came nothing',
    );
  }
  const named = FILES.filter((parameter) => parameters.has(parameter));
  if (named.length > 0 && (mode === null || mode === 'disable')) {
    const files = named.map((parameter) => `"${parameters.get(parameter) ?? ''}"`);
    faults.push(
      `MES_DATABASE_URL: expected sslmode=verify-full, for ${files.join(', ')}; came ${mode === null ? 'no sslmode' : 'sslmode=disable'}`,
    );
  }
  const fileOf = (parameter: FileParameter): readonly [label: string, file: string] => [
    labels[parameter] ??
      (parameters.has(parameter) ? `MES_DATABASE_URL, ${parameter}` : FILE_PARAMETERS[parameter]),
    parameters.get(parameter) ?? '',
  ];
  const ca = readNamed(fileOf('sslrootcert'), 'PEM certificates', readCertificates, faults);
  const pair = readKeyPair([fileOf('sslcert'), fileOf('sslkey')], faults);
  return { files: { ...(ca !== undefined && { ca: ca.text }), ...pair }, faults };
}

function isMode(mode: string): mode is SslMode {
  return MODES.some((known) => known === mode);
}

function partsOf(address: string): { readonly base: string; readonly parameters: URLSearchParams } {
  const at = address.indexOf('?');
  const base = at === -1 ? address : address.slice(0, at);
  return { base, parameters: new URLSearchParams(at === -1 ? '' : address.slice(at + 1)) };
}

/** Slashes stay as they are, so that a person can read the file's name. */
function joined(base: string, parameters: URLSearchParams): string {
  if (parameters.size === 0) return base;
  const query = parameters.toString().replaceAll('+', '%20').replaceAll('%2F', '/');
  return `${base}?${query}`;
}
