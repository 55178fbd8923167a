import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { BadInvocationError } from '../errors.js';
import { readCertificates } from './pem-files.js';

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
  'sslcert',
  'sslkey',
  'sslpassword',
  'sslcrl',
  'sslnegotiation',
  'uselibpqcompat',
] as const;

const OUR_PARAMETERS = ['sslmode', 'sslrootcert'] as const;

interface DatabaseSettings {
  readonly MES_DATABASE_URL?: string;
  readonly MES_DATABASE_CA_FILE: string;
}

/** How the driver gets into a database. */
export interface DatabaseAccess {
  /** The address without what says how it is protected: the driver would read that in its own way. */
  readonly connectionString: string;
  /** false: plain text, whatever PGSSLMODE says. */
  readonly ssl:
    false | Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized' | 'checkServerIdentity'>;
}

/** The address with all that is needed to get in: the CA of the settings becomes its sslrootcert. */
export function databaseAddressOf({
  MES_DATABASE_URL: address,
  MES_DATABASE_CA_FILE: caFile,
}: Required<DatabaseSettings>): string {
  if (caFile === '' || address === '') return address;
  const { parameters, base } = partsOf(address);
  parameters.set('sslrootcert', resolve(caFile));
  return joined(base, parameters);
}

/**
 * The one place that makes a driver's options from an address.
 *
 * @throws BadInvocationError that names every fault of its parameters
 */
export function databaseAccessOf(address: string): DatabaseAccess {
  const { parameters, base } = partsOf(address);
  const { ca, faults } = read(parameters);
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
      ...(ca !== undefined && { ca }),
      ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    },
  };
}

/** Every fault of the settings about getting into PostgreSQL; empty when there is none. */
export function databaseFaults(settings: DatabaseSettings): string[] {
  const { MES_DATABASE_URL: address = '', MES_DATABASE_CA_FILE: caFile } = settings;
  if (address === '') return [];
  const { parameters } = partsOf(address);
  const named = parameters.get('sslrootcert');
  if (caFile !== '' && named !== null && resolve(named) !== resolve(caFile)) {
    return [
      `MES_DATABASE_CA_FILE: expected one file of a CA; came "${caFile}", and "${named}" as sslrootcert of MES_DATABASE_URL`,
    ];
  }
  if (caFile !== '') parameters.set('sslrootcert', caFile);
  return read(parameters, caFile === '' ? undefined : 'MES_DATABASE_CA_FILE').faults;
}

function read(
  parameters: URLSearchParams,
  caSetting = 'MES_DATABASE_URL, sslrootcert',
): { readonly ca: string | undefined; readonly faults: string[] } {
  const faults: string[] = [];
  const mode = parameters.get('sslmode');
  const caFile = parameters.get('sslrootcert');
  const refused = REFUSED_PARAMETERS.filter((name) => parameters.has(name));
  if (refused.length > 0) {
    faults.push(
      `MES_DATABASE_URL: expected sslmode and sslrootcert alone to say how it is protected; came ${refused.join(', ')}`,
    );
  }
  if (mode !== null && !isMode(mode)) {
    faults.push(
      `MES_DATABASE_URL: expected sslmode ${MODES.join(', ')}, of which none falls back to plain text or trusts anybody; came "${mode}"`,
    );
  }
  if (mode === 'verify-ca' && caFile === null) {
    faults.push(
      'MES_DATABASE_CA_FILE: expected the file of a CA of your own, for with sslmode=verify-ca any host of a public one would do; came nothing',
    );
  }
  if (caFile === null) return { ca: undefined, faults };
  if (mode === null || mode === 'disable') {
    faults.push(
      `MES_DATABASE_URL: expected sslmode=verify-full, for the CA in "${caFile}"; came ${mode === null ? 'no sslmode' : 'sslmode=disable'}`,
    );
  }
  const outcome = readCertificates(caFile);
  if (outcome.isGood) return { ca: outcome.value.text, faults };
  faults.push(`${caSetting}: expected a file with PEM certificates; came ${outcome.fault}`);
  return { ca: undefined, faults };
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
