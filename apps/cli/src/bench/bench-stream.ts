/** The month that every bench with a broker measures: 18.8 million documents, with its messages and prescriptions. */
export const BENCH_SCENARIO = 'national-december-2023';

/** Seed of the warm-up; each later round takes the next one, so that it brings new events. */
const SEED = 1000;

export function seedOfRound(round: number): number {
  return SEED + round;
}
