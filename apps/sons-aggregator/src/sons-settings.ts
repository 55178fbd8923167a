import { ServiceSettings } from '#libs/platform';
import type { CountingParameters } from '#libs/sons-rules';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';

/** Settings of the SONS aggregator. */
export class SonsSettings extends ServiceSettings {
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

  /**
   * Document types that count for the usage condition: `professional`, or typeCodes with commas
   * between. Another value than before counts all documents again. The same for all members of a group.
   */
  @Matches(/^(professional|[\w.-]+(,[\w.-]+)*)$/, {
    message: 'professional, or typeCodes with commas between',
  })
  MES_SONS_ELIGIBLE_TYPES: string = 'professional';

  /** Whether a replacement counts as a document of its own. As above, another value counts all again. */
  @IsIn(['yes', 'no'])
  MES_SONS_COUNT_REPLACEMENTS: 'yes' | 'no' = 'no';
}

/** The settings as the rules take them. */
export function countingOf(settings: SonsSettings): CountingParameters {
  const { MES_SONS_ELIGIBLE_TYPES: types, MES_SONS_COUNT_REPLACEMENTS: replacements } = settings;
  return {
    eligibleTypes: types === 'professional' ? types : types.split(','),
    countReplacements: replacements === 'yes',
  };
}
