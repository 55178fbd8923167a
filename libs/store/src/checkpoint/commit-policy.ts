/** When to commit. */
export interface CommitPolicy {
  /** Records folded, at most about this many: they are looked at after each fetch. Bounds what a commit holds in memory. */
  readonly records: number;
  /** Age of the oldest record folded, milliseconds. */
  readonly intervalMs: number;
  /**
   * The same while far behind, milliseconds: freshness is lost then, and fewer commits are cheaper,
   * because each of them writes most cells again. Also the longest age that slow commits may lead to.
   * Omitted: as intervalMs.
   */
  readonly intervalBehindMs?: number;
}

/** What is folded and not committed, and what there is still to fold. */
export interface PendingWork {
  readonly records: number;
  /** Since the first of these records was folded, milliseconds. */
  readonly ageMs: number;
  /** Whether memory asks for a commit. */
  readonly isFull: boolean;
  /** Records that lie in the log and are not fetched. */
  readonly lagRecords: number;
  /** How long the last commit took, milliseconds; 0 before the first. */
  readonly lastCommitMs: number;
}

/**
 * - `not yet`: fold on.
 * - `due`: commit as soon as no other commit is under way; until then fold on.
 * - `full`: fold nothing more before this is committed.
 */
export type CommitDecision = 'not yet' | 'due' | 'full';

/**
 * A commit starts at the earliest when so many times the duration of the last one has been folded.
 * What it costs grows with the cells touched, hardly with the records: while there is more in the log
 * than was folded, throughput counts, and the database is busy with commits for a quarter of the time
 * at most; at the head freshness counts, and it may be half of it.
 */
const COMMIT_SPACING = { behind: 3, atHead: 1 } as const;

/** Far behind: what is left takes longer than so many intervals, at the pace of the pending work. */
const BEHIND_INTERVALS = 2;

/** Decides whether pending work is to be committed now. */
export function decideCommit(policy: CommitPolicy, pending: PendingWork): CommitDecision {
  if (pending.isFull || pending.records >= policy.records) return 'full';
  if (pending.ageMs < policy.intervalMs) return 'not yet';
  const { intervalMs, intervalBehindMs = intervalMs } = policy;
  const spacing =
    pending.lagRecords > pending.records ? COMMIT_SPACING.behind : COMMIT_SPACING.atHead;
  const spacingMs = Math.max(intervalMs, spacing * pending.lastCommitMs);
  const wantedMs = isFarBehind(policy, pending)
    ? intervalBehindMs
    : Math.min(intervalBehindMs, spacingMs);
  return pending.ageMs >= wantedMs ? 'due' : 'not yet';
}

/** Compares times by their products, so that no pace has to be divided by. */
function isFarBehind(
  { intervalMs }: CommitPolicy,
  { records, ageMs, lagRecords }: PendingWork,
): boolean {
  return lagRecords * ageMs > records * intervalMs * BEHIND_INTERVALS;
}
