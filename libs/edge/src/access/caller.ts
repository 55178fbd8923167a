import type { PsIdNat } from '#libs/identifiers';

export { SCOPES, type Scope } from '#libs/store';

/**
 * Who is asking, as the token or the key says; `anonymous` when neither is asked for, which is for one
 * machine alone: the services bind to loopback.
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
      /** Client id of the client credentials, or the name of the key. */
      readonly subject: string;
      /** Of a caller with an API key; names are chosen by people, this is not. */
      readonly keyId?: string;
      readonly scopes: ReadonlySet<string>;
    };
