import { ServiceSettings } from '#libs/platform';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of an aggregator. */
export class AggregatorSettings extends ServiceSettings {
  /**
   * Records folded after which nothing more is folded before they are committed: the bound of what
   * waits in memory for a slow database. More: less work for the database, more to do again after a death.
   */
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  MES_COMMIT_EVENTS: number = 2_000_000;

  /** Milliseconds after which folded records are committed, however few. Half of the freshness that is to be held. */
  @IsInt()
  @Min(10)
  @Max(60_000)
  MES_COMMIT_INTERVAL_MS: number = 500;

  /** The same while far behind, when freshness is lost: fewer commits are cheaper. Below MES_COMMIT_INTERVAL_MS: without effect. */
  @IsInt()
  @Min(10)
  @Max(60_000)
  MES_COMMIT_INTERVAL_BEHIND_MS: number = 3000;

  /** Milliseconds without a new record after which everything folded is committed. */
  @IsInt()
  @Min(5)
  @Max(10_000)
  MES_COMMIT_IDLE_MS: number = 50;

  /** Bytes that one fetch may bring; two such buffers are held for each broker. */
  @IsInt()
  @Min(65_536)
  @Max(64_000_000)
  MES_FETCH_BYTES_MAX: number = 8_000_000;
}
