/** What is replayed, and where to. */
export interface ReplayTask {
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Folder of the archive. */
  readonly archive: string;
  readonly topic: string;
  /** Records that a slow peer sends; ours replays all. */
  readonly records: number;
}
