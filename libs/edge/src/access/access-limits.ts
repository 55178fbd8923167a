/** Bounds of the verification of tokens. */
export const ACCESS_LIMITS = {
  /** Milliseconds for the issuer to answer. */
  issuerTimeoutMs: 5_000,
  /** Milliseconds that the issuer's description and its keys are used before they are asked for again. */
  issuerCacheMs: 600_000,
  /**
   * Milliseconds between two looks at the keys when a token names an unknown one: forged tokens must
   * not make us hammer the issuer, and a rotated key must not wait long.
   */
  keysCooldownMs: 2_000,
  /** Milliseconds after a failed look at the issuer during which it is not asked again. */
  issuerPauseMs: 1_000,
  /** Verified tokens that are remembered; the oldest goes. */
  rememberedTokensMax: 2_000,
  /** Milliseconds that a verified token is remembered: a key that is withdrawn counts at most so long. */
  rememberedMs: 30_000,
} as const;

/** Signature algorithms accepted: asymmetric ones only, never `none` and never a shared secret. */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;
