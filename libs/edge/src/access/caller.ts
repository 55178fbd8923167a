import type { PsIdNat } from '#libs/identifiers';

/**
 * What a caller may ask for. Figures under disclosure control are public and need none;
 * `metrics:owner` is for those that show everything.
 */
export const SCOPES = [
  'deposits:write',
  'events:read',
  'load:run',
  'metrics:owner',
  'metrics:read',
  'replay:run',
] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * Who is asking, as the token says; `anonymous` when no issuer is set, which is for one machine
 * alone: the services bind to loopback.
 */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'professional';
      /** Subject as Pro Santé Connect presents it: "8" and the RPPS number. */
      readonly subject: string;
      /** The author of what this caller deposits. */
      readonly author: PsIdNat;
      readonly scopes: ReadonlySet<string>;
    }
  | {
      readonly kind: 'software';
      /** Client id of the client credentials. */
      readonly subject: string;
      readonly scopes: ReadonlySet<string>;
    };
