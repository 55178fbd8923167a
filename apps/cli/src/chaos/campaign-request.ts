import type { Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import type { CampaignHouse } from './campaign-house.js';
import type { CampaignName, Interrupted, Journal } from './journal.js';
import type { FaultKind } from './schedule.js';

export interface Campaign extends CampaignName {
  readonly settings: CliSettings;
  /** A fresh backend with services; called for every chapter, and closed after it. */
  readonly openHouse: () => Promise<CampaignHouse>;
  /** Records per second; undefined: as fast as it goes. */
  readonly rate: number | undefined;
  /** Where it goes on: an empty tally and round 0 for a new one. */
  readonly from: Interrupted;
  /** Rounds at most. */
  readonly rounds: number;
  /** After so many rounds their topics are counted again and the next ones get a fresh backend. */
  readonly roundsPerBackend: number;
  /** The campaign ends with the round that reaches so many deaths; Infinity: all rounds are run. */
  readonly deaths: number;
  readonly kinds: readonly FaultKind[];
  readonly journal: Journal;
  readonly output: Output;
}
