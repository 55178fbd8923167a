import type { Deduplicator } from './deduplicators.js';
import {
  REPEATED_AFTER,
  gapThreshold,
  isGap,
  isRepeated,
  sequenceAt,
  type Disorder,
} from './disorder.js';

/** What a stream was answered. */
export interface Answers {
  /** Asked, repeated deliveries included. */
  asked: number;
  /** Sequences that came for the first time. */
  first: number;
  /** Answers that were not true. */
  wrong: number;
}

/** Sequences between two commits of an aggregator that is behind. */
export const COMMIT_EVENTS = 2_000_000;

/** Feeds the positions [from, to) of a stream; both ends at most 2^31. */
export function feed(
  deduplicator: Deduplicator,
  disorder: Disorder,
  span: { readonly from: number; readonly to: number },
  answers: Answers,
): void {
  for (let start = span.from; start < span.to; start += COMMIT_EVENTS) {
    feedUntilCommit(
      deduplicator,
      disorder,
      start,
      Math.min(span.to, start + COMMIT_EVENTS),
      answers,
    );
    deduplicator.commit();
  }
}

function feedUntilCommit(
  deduplicator: Deduplicator,
  { window, gapShare }: Disorder,
  from: number,
  to: number,
  answers: Answers,
): void {
  const threshold = gapThreshold(gapShare);
  let [asked, first, wrong] = [0, 0, 0];
  for (let position = from; position < to; position++) {
    const sequence = sequenceAt(position, window);
    if (!isGap(sequence, threshold)) {
      asked++;
      first++;
      if (!deduplicator.add(sequence)) wrong++;
    }
    if (isRepeated(position) && position >= REPEATED_AFTER) {
      const repeated = sequenceAt(position - REPEATED_AFTER, window);
      if (!isGap(repeated, threshold)) {
        asked++;
        if (deduplicator.add(repeated)) wrong++;
      }
    }
  }
  answers.asked += asked;
  answers.first += first;
  answers.wrong += wrong;
}

/** Lets every gap come after all, twice: new the first time, known the second. Returns how many there were. */
export function fillGaps(deduplicator: Deduplicator, disorder: Disorder, answers: Answers): number {
  const threshold = gapThreshold(disorder.gapShare);
  let gaps = 0;
  if (threshold === 0) return gaps;
  for (let sequence = 0; sequence < disorder.events; sequence++) {
    if (!isGap(sequence, threshold)) continue;
    gaps++;
    answers.asked += 2;
    answers.first++;
    if (!deduplicator.add(sequence)) answers.wrong++;
    if (deduplicator.add(sequence)) answers.wrong++;
    if (gaps % COMMIT_EVENTS === 0) deduplicator.commit();
  }
  deduplicator.commit();
  return gaps;
}
