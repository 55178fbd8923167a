import { ProblemError, isUnforgeableHost, type FieldFault } from '#libs/edge';
import type { Request } from 'express';

/**
 * Lets a request that changes something pass only when it comes from a page of this service. A page of
 * somebody else can make a reader's browser send a form here; the browser then says where it comes from
 * (Origin, RFC 6454; Sec-Fetch-Site, W3C Fetch Metadata), which no page can forge. A program sends
 * `Sec-Fetch-Site: same-origin` itself.
 *
 * @throws ProblemError 403 `foreign-origin` with what came
 */
export function assertSameOrigin({ headers }: Pick<Request, 'headers'>): void {
  const fault = originFault({
    host: headers.host,
    origin: headers.origin,
    fetchSite: one(headers['sec-fetch-site']),
  });
  if (fault === undefined) return;
  throw new ProblemError({
    status: 403,
    name: 'foreign-origin',
    title: 'The request does not come from a page of this service',
    detail: `${fault.field}: ${fault.reason}. Nothing was changed.`,
    faults: [fault],
  });
}

/** What a browser says of where a request comes from. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/** What speaks against a request; undefined when it comes from here. */
export function originFault({ host, origin, fetchSite }: RequestOrigin): FieldFault | undefined {
  if (host === undefined || !isUnforgeableHost(host)) {
    // A name that its owner can point to this machine (DNS rebinding) would make its pages ours.
    const reason = `expected an address of this machine by number, or localhost; came ${shown(host)}`;
    return { field: 'host', reason };
  }
  if (fetchSite !== undefined && fetchSite !== 'same-origin') {
    return {
      field: 'sec-fetch-site',
      reason: `expected same-origin; came ${shown(fetchSite)}`,
      accepted: ['same-origin'],
    };
  }
  if (origin !== undefined && URL.parse(origin)?.host !== host) {
    return { field: 'origin', reason: `expected a page of ${host}; came ${shown(origin)}` };
  }
  if (origin === undefined && fetchSite === undefined) {
    return {
      field: 'origin',
      reason: 'expected Origin, or Sec-Fetch-Site: same-origin; came neither',
    };
  }
  return undefined;
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function shown(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value.slice(0, 80));
}
