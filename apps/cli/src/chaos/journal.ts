import { appendFile, readFile } from 'node:fs/promises';
import { BadInvocationError } from '#libs/platform';
import { EMPTY_TALLY, add, type Tally } from './tally.js';

/** What a campaign is: the same words give the same rounds, with the same commit. */
export interface CampaignName {
  readonly seed: number;
  readonly scenario: string;
  readonly scale: number;
}

/** A line of the journal: the beginning, a round that came to its end, a recount, or what ended a campaign. */
type Line =
  | ({ readonly type: 'begun' } & CampaignName & { readonly version: string })
  | ({ readonly type: 'round'; readonly round: number } & Tally)
  | { readonly type: 'recount'; readonly rounds: number; readonly wrong: number }
  | { readonly type: 'failed'; readonly round: number; readonly detail: string };

/** Where an interrupted campaign stood. */
export interface Interrupted {
  readonly roundFrom: number;
  readonly tally: Tally;
}

/** A file with a line of JSON for everything that came to an end, so that a campaign may go on after it. */
export class Journal {
  /** @param file undefined: nothing is written */
  constructor(private readonly file: string | undefined) {}

  async note(line: Line): Promise<void> {
    if (this.file !== undefined) await appendFile(this.file, `${JSON.stringify(line)}\n`);
  }
}

/**
 * Reads how far a campaign came. A round that had not ended is run again.
 *
 * @throws BadInvocationError when the file is none of this campaign
 */
export async function readJournal(file: string, name: CampaignName): Promise<Interrupted> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BadInvocationError(`--resume: expected a journal, came ${file}, not readable`, {
      cause,
    });
  });
  return interruptedOf(text, name, file);
}

/** The sum of a journal's lines. A last line that is cut short, by a kill, is none. */
function interruptedOf(text: string, name: CampaignName, file: string): Interrupted {
  let tally = EMPTY_TALLY;
  let roundFrom = 0;
  for (const [index, line] of linesOf(text).entries()) {
    switch (line.type) {
      case 'begun':
        refuseOther(name, line, `${file}:${String(index + 1)}`);
        break;
      case 'round':
        tally = add(tally, line);
        roundFrom = line.round + 1;
        break;
      case 'recount':
        tally = add(tally, { roundsRecounted: line.rounds, wrong: line.wrong });
        break;
      case 'failed':
        break;
    }
  }
  return { roundFrom, tally };
}

function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line); // Written by note().
}

function refuseOther(expected: CampaignName, came: CampaignName, where: string): void {
  for (const part of ['seed', 'scenario', 'scale'] as const) {
    if (expected[part] === came[part]) continue;
    throw new BadInvocationError(
      `--resume: expected a campaign of ${part} ${String(expected[part])}, came ${String(came[part])}, at ${where}`,
    );
  }
}
