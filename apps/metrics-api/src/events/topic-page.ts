import type { ReadRecord } from '#libs/kafka';

/** Which records are asked for. */
export interface PageRequest {
  readonly topic: string;
  readonly partition: number;
  /** `latest`: so many records that the page ends at the end of the partition. */
  readonly offset: bigint | 'first' | 'latest';
  /** Records at most. */
  readonly limit: number;
}

/** Records of one partition, in order. */
export interface TopicPage {
  readonly records: readonly ReadRecord[];
  /** Offset to ask for next; undefined when the page reaches the end. */
  readonly nextOffset: bigint | undefined;
}

/** What a partition holds now. */
export interface PartitionBounds {
  /** Offset of the first record that is still there. */
  readonly start: bigint;
  /** Offset after the last record. */
  readonly end: bigint;
}

/** The request names what is not there. */
export type Absence =
  | { readonly absent: 'topic' }
  | { readonly absent: 'partition'; readonly partitions: number }
  | { readonly absent: 'offset'; readonly bounds: PartitionBounds };

/** The way to the records of topics; in specs, a list. */
export abstract class TopicPages {
  /**
   * One page, read by no group: no other reader is moved.
   *
   * @throws TooManyReadersError, and the errors of the broker
   */
  abstract read(request: PageRequest): Promise<TopicPage | Absence>;
}

/** As many readers are at work as this service allows. */
export class TooManyReadersError extends Error {
  constructor(readersMax: number) {
    super(`expected fewer than ${readersMax} readers of topics at once`);
    this.name = 'TooManyReadersError';
  }
}

/**
 * The offsets that a request means, `from` included and `before` not.
 *
 * @returns undefined when its offset lies outside the partition; the end itself is an empty page
 */
export function rangeOf(
  { offset, limit }: Pick<PageRequest, 'offset' | 'limit'>,
  { start, end }: PartitionBounds,
): { readonly from: bigint; readonly before: bigint } | undefined {
  const from = offset === 'first' ? start : offset === 'latest' ? end - BigInt(limit) : offset;
  if (typeof offset === 'bigint' && (offset < start || offset > end)) return undefined;
  const bounded = from < start ? start : from;
  const before = bounded + BigInt(limit);
  return { from: bounded, before: before > end ? end : before };
}
