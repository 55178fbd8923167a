import { randomUUID } from 'node:crypto';
import { EXIT_CODE, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openKeptHouse, type House } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { count, standardOutput, type Output } from '../output.js';
import { RunDatabase } from '../run/run-database.js';
import { checkSons } from '../run/sons-check.js';
import { printDifferences, printSonsProof } from '../run/summary.js';
import { readSettings } from '../settings.js';
import { countFromTopics } from '../verify/from-topics.js';
import { readDatabaseCells, verifyCells } from '../verify/verification.js';

@Injectable()
@Command({
  name: 'verify',
  description: 'Compare every cell of the database with the generator’s truth, and with the topics',
})
export class VerifyCommand extends MesCommand {
  override async run(_: string[], options: { fromTopics?: boolean } = {}): Promise<void> {
    const settings = readSettings();
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(settings, output);
    try {
      const wrong = await verify(house, output, options.fromTopics ?? false);
      process.exitCode = wrong === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--from-topics',
    description: 'also recompute every cell from the topics by a second, plain path',
  })
  parseFromTopics(): boolean {
    return true;
  }
}

async function verify(house: House, output: Output, fromTopics: boolean): Promise<number> {
  const truth = await new RunDatabase(house.pool).truth();
  const database = await readDatabaseCells(house.pool);
  const pairs = [{ name: 'truth and database', expected: truth, actual: database }];
  if (fromTopics) {
    const startedMs = systemClock.monotonicMs();
    const plain = await countFromTopics(house.kafka, randomUUID(), (records) => {
      output.progress(`  read ${count(records)} records`);
    });
    output.endProgress();
    const elapsedSeconds = (systemClock.monotonicMs() - startedMs) / 1000;
    output.line(
      `topics: ${count(plain.records)} records read one by one in ${elapsedSeconds.toFixed(1)} s, ${count(plain.duplicates)} of them repeated, ${count(plain.refused)} refused`,
    );
    pairs.push(
      { name: 'topics and database', expected: plain.cells, actual: database },
      { name: 'truth and topics', expected: truth, actual: plain.cells },
    );
  }
  let wrong = 0;
  for (const { name, expected, actual } of pairs) {
    const { cells, differences } = verifyCells(expected, actual);
    printDifferences(differences, output);
    output.line(
      `${name}: ${count(cells)} cells compared, ${differences.length === 0 ? 'all equal' : `${count(differences.length)} WRONG`}`,
    );
    wrong += differences.length;
  }
  return wrong + (await verifySons(house, output));
}

/** Compares requests, thresholds and ledger with the truth; 0 where nothing of the SONS was emitted. */
async function verifySons(house: House, output: Output): Promise<number> {
  const truth = await new RunDatabase(house.pool).sonsTruth();
  if (!truth.hasSons) return 0;
  const sons = await checkSons(house.pool, truth);
  printSonsProof({ sons }, output);
  return sons.wrong;
}
