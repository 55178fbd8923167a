/** Classes of a choropleth, from few to many: five can still be told apart in a legend. */
export const CLASSES = 5;

/**
 * Upper bounds of the classes but the last, so that each holds as many departments as the others:
 * rates lie close together, and equal steps would leave most classes empty. Equal values stay in one
 * class; there are fewer bounds then.
 */
export function classBounds(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const bounds: number[] = [];
  for (let at = 1; at < CLASSES; at++) {
    const bound = sorted[Math.floor((at * sorted.length) / CLASSES)];
    const isNew = bound !== undefined && bound > (bounds.at(-1) ?? sorted[0] ?? Infinity);
    if (isNew) bounds.push(bound);
  }
  return bounds;
}

/** Class of a value, from 0: a bound belongs to the class above it. */
export function classOf(value: number, bounds: readonly number[]): number {
  return bounds.filter((bound) => value >= bound).length;
}
