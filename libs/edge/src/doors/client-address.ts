import { isIPv6 } from 'node:net';

/** Groups of an IPv6 address that a network is given (RFC 6177): its owner has all the others. */
const NETWORK_GROUPS = 4;

/**
 * What a limit counts for a caller that is not known: an IPv4 address, or the /64 network of an IPv6
 * one, whose owner could come from another address with every request.
 */
export function clientOfAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const bare = address.replace(/%.*$/s, '');
  return isIPv6(bare) ? `${groupsOf(bare).slice(0, NETWORK_GROUPS).join(':')}::/64` : bare;
}

/** Whether an address is this machine's own. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return /^(::1|127(\.\d{1,3}){3})$/.test(clientOfLoopback(address));
}

function clientOfLoopback(address = ''): string {
  return address.replace(/^::ffff:/i, '');
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ''),
  );
}
