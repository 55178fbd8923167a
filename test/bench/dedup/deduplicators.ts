import { SequenceSet } from '#libs/store';

/** Says of each sequence whether it is new. */
export interface Deduplicator {
  /** True the first time. */
  add(sequence: number): boolean;
  /** Called at every commit. */
  commit(): void;
}

/** Ours, with the changes taken at each commit as the aggregators do. */
function sequenceSet(): Deduplicator {
  const set = new SequenceSet();
  return {
    add: (sequence) => set.add(sequence),
    commit: () => {
      set.takeChanges();
    },
  };
}

/** A Set of numbers: what one writes first. It holds at most 2^24. */
function plainSet(): Deduplicator {
  const set = new Set<number>();
  return {
    add: (sequence) => {
      if (set.has(sequence)) return false;
      set.add(sequence);
      return true;
    },
    commit: () => undefined,
  };
}

/** One bit a sequence, of a size known beforehand: the least work there is, and memory without a bound. */
function bitmap(events: number): Deduplicator {
  const words = new Int32Array((events >>> 5) + 1);
  return {
    add: (sequence) => {
      const word = sequence >>> 5;
      const bit = 1 << sequence;
      const before = words[word] ?? 0;
      words[word] = before | bit;
      return (before & bit) === 0;
    },
    commit: () => undefined,
  };
}

export type DeduplicatorName = 'sequence-set' | 'set' | 'bitmap';

export function deduplicatorOf(name: DeduplicatorName, events: number): Deduplicator {
  switch (name) {
    case 'sequence-set':
      return sequenceSet();
    case 'set':
      return plainSet();
    case 'bitmap':
      return bitmap(events);
  }
}
