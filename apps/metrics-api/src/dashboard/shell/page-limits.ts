/** Bounds of what an address may ask of a page. */
export const PAGE_LIMITS = {
  /** Parameters of one address; above, 400. */
  parametersMax: 20,
  /** Values of one parameter. */
  valuesMax: 120,
  /** Characters of one value. */
  valueCharactersMax: 200,
} as const;

/** Faults, and accepted values of one, that a page of problems lists. */
export const PAGE_FAULTS_MAX = 50;
