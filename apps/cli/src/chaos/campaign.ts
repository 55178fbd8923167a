import { randomUUID } from 'node:crypto';
import { describeError } from '#libs/platform';
import type { House } from '../backend/house.js';
import { count, seconds, type Output } from '../output.js';
import { printDifferences } from '../run/summary.js';
import { countFromTopics } from '../verify/from-topics.js';
import { readDatabaseCells, verifyCells } from '../verify/verification.js';
import { productVersions } from '../versions.js';
import type { CampaignHouse } from './campaign-house.js';
import type { Campaign } from './campaign-request.js';
import type { Interrupted } from './journal.js';
import { runRound } from './round.js';
import { add, faultsText, type Tally } from './tally.js';

/**
 * Runs the scenario again and again, each time with another seed, while faults happen to its processes
 * and servers. After each round every cell of the database is compared with the truth of all its
 * rounds; before a backend is left, and at the end, with a second, plain count of its topics.
 *
 * @returns the sum, with what was there before it was interrupted
 * @throws RunFailedError when a run stands still, or a service cannot be started again
 */
export async function runCampaign(campaign: Campaign): Promise<Tally> {
  const { from, rounds, journal } = campaign;
  const { seed, scenario, scale } = campaign;
  await journal.note({ type: 'begun', seed, scenario, scale, version: versionText() });
  const end = from.roundFrom + rounds;
  let { tally } = from;
  let round = from.roundFrom;
  while (round < end && tally.deaths < campaign.deaths && isFaultless(tally, from)) {
    const house = await campaign.openHouse();
    try {
      const chapter = { from: round, end: Math.min(end, round + campaign.roundsPerBackend) };
      tally = await runChapter(campaign, house, chapter, tally);
      round = chapter.end;
    } finally {
      await house.close();
    }
  }
  return tally;
}

/** The rounds on one backend, and the count of its topics. */
async function runChapter(
  campaign: Campaign,
  house: CampaignHouse,
  chapter: { readonly from: number; readonly end: number },
  before: Tally,
): Promise<Tally> {
  let tally = before;
  let rounds = 0;
  for (let round = chapter.from; round < chapter.end; round++) {
    tally = add(tally, await noted(campaign, house, round, tally.deaths));
    rounds += 1;
    if (tally.deaths >= campaign.deaths || !isFaultless(tally, campaign.from)) break;
  }
  const wrong = await verifyFromTopics(house.house, campaign.output);
  await campaign.journal.note({ type: 'recount', rounds, wrong });
  return add(tally, { roundsRecounted: rounds, wrong });
}

/** A round, told of and noted. */
async function noted(
  campaign: Campaign,
  house: CampaignHouse,
  round: number,
  deathsBefore: number,
): Promise<Tally> {
  const { output, seed, journal } = campaign;
  try {
    const done = await runRound(campaign, house, round);
    output.line(
      `round ${String(round)} of seed ${String(seed)}: ${count(done.events)} events, ${faultsText(done.faults)}; ${count(done.duplicatesIgnored)} repetitions ignored, ${count(done.lost)} lost, ${count(done.cells)} cells, ${count(done.wrong)} wrong; ${seconds(done.seconds)}; ${count(deathsBefore + done.deaths)} deaths so far`,
    );
    await journal.note({ type: 'round', round, ...done });
    return done;
  } catch (error) {
    await journal.note({ type: 'failed', round, detail: describeError(error) });
    throw error;
  }
}

/** @returns cells in which the topics, counted plainly, and the database differ */
async function verifyFromTopics({ kafka, pool }: House, output: Output): Promise<number> {
  const plain = await countFromTopics(kafka, randomUUID(), (records) => {
    output.progress(`  read ${count(records)} records`);
  });
  output.endProgress();
  const { cells, differences } = verifyCells(plain.cells, await readDatabaseCells(pool));
  printDifferences(differences, output);
  output.line(
    `topics and database: ${count(plain.records)} records read one by one, ${count(plain.duplicates)} of them repeated; ${count(cells)} cells compared, ${count(differences.length)} wrong`,
  );
  return differences.length;
}

/** Nothing was found since it began here: what was found before it was interrupted is known. */
function isFaultless(tally: Tally, { tally: before }: Interrupted): boolean {
  return tally.wrong === before.wrong && tally.lost === before.lost;
}

function versionText(): string {
  return productVersions()['mesFlow'] ?? '';
}
