import { assertScope, type Access } from './access.js';
import type { Caller, Scope } from './caller.js';

/** The doors of a service for a protocol beside HTTP: the same keys, tokens and scopes. */
export interface ProtocolDoors {
  /** Whether anybody is asked who they are. */
  readonly isClosed: boolean;
  /**
   * @param credential an API key or a token, as it stands behind `Bearer ` over HTTP
   * @throws ProblemError 401 and 403 for whom it does not open, 503 when that cannot be found out now
   */
  admit(credential: string, scope: Scope): Promise<Caller>;
}

export function protocolDoors(access: Access): ProtocolDoors {
  return {
    isClosed: access.isClosed,
    admit: async (credential, scope) => {
      const caller = await access.identify(`Bearer ${credential}`);
      assertScope(caller, scope);
      return caller;
    },
  };
}
