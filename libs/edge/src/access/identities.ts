import type { Request } from 'express';
import type { Access } from './access.js';
import type { Caller } from './caller.js';

/** Who a request speaks for, or why that is not established. */
type Identity = { readonly caller: Caller } | { readonly problem: unknown };

const identities = new WeakMap<object, Promise<Identity>>();

/** Finds out once for a request who is asking: the limit and the guard both want to know. Never rejects. */
export function identityOf(request: Request, access: Access): Promise<Identity> {
  const known = identities.get(request);
  if (known !== undefined) return known;
  const identity = access.identify(request.headers.authorization).then(
    (caller) => ({ caller }),
    (problem: unknown) => ({ problem }),
  );
  identities.set(request, identity);
  return identity;
}

/** The caller; undefined while it is not established. */
export function knownCaller(identity: Identity): Caller | undefined {
  return 'caller' in identity ? identity.caller : undefined;
}

/** @throws the problem of the identity */
export function establishedCaller(identity: Identity): Caller {
  if ('caller' in identity) return identity.caller;
  throw identity.problem;
}
