/**
 * What a caller may be allowed. Figures under disclosure control are public and need none;
 * `metrics:owner` is for those that show everything, `admin` for the audit. None includes another.
 */
export const SCOPES = [
  'admin',
  'deposits:write',
  'events:read',
  'load:run',
  'metrics:owner',
  'metrics:read',
  'replay:run',
] as const;

export type Scope = (typeof SCOPES)[number];
