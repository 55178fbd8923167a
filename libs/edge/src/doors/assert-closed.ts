import { BadInvocationError } from '#libs/platform';

/** Whether a service that listens there is for this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(localhost|::1|127(\.\d{1,3}){3})$/.test(host);
}

/** Where a service listens, and who may come. */
export interface OpenPlace {
  readonly host: string;
  /** The setting that says so. */
  readonly hostSetting: string;
  /** Whether anybody is asked who they are. */
  readonly isClosed: boolean;
  readonly anonymous: 'loopback' | 'anywhere';
}

/**
 * Where nobody is asked who they are, it is for this machine alone, unless said otherwise.
 *
 * @throws BadInvocationError
 */
export function assertClosed({ host, hostSetting, isClosed, anonymous }: OpenPlace): void {
  if (isClosed || anonymous === 'anywhere' || isLoopback(host)) return;
  throw new BadInvocationError(
    `expected an issuer of tokens, or keys, for a service that listens on ${host}; came neither. Set MES_OIDC_ISSUER or MES_API_KEYS=on, or ${hostSetting} to 127.0.0.1, or MES_HTTP_ANONYMOUS=anywhere where something else asks who is there.`,
  );
}
