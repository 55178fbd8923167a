import { AggregatorSettings } from '#libs/aggregation';
import type { CountingParameters } from '#libs/sons-rules';
import { IsIn, Matches } from 'class-validator';

/** Settings of the SONS aggregator. */
export class SonsSettings extends AggregatorSettings {
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
