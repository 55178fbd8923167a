import { encodeFact, keyOfFact, type IncentiveClaimed, type SonsFact } from '#libs/events';
import {
  enrolmentCell,
  incentiveCell,
  incentiveLineOf,
  lineCell,
  requestCell,
  type IncentiveLine,
} from '#libs/sons-rules';
import type { StandingFact } from './claims.js';
import { factsOf } from './counts.js';
import type { PlannedRequest } from './planned-request.js';
import { storyOf, type RequestStory } from './request-facts.js';

/** The facts of one shard in the order of their registration, encoded, and what they make true. */
export class ShardFacts {
  readonly count: number;
  readonly values: readonly Uint8Array[];
  readonly keys: readonly string[];
  readonly #stories: readonly RequestStory[];
  readonly #standing: readonly StandingFact[];

  /** @param source name of the stream, the same in every fact */
  constructor(
    source: string,
    requests: readonly PlannedRequest[],
    standing: readonly StandingFact[],
  ) {
    this.#stories = requests.map((request) => checkedStory(request));
    const facts = inOrder([...standing, ...this.#stories.flatMap((story) => story.facts)]).map(
      (fact, sequence) => ({ ...fact, source, sequence }),
    );
    this.count = facts.length;
    this.#standing = facts.filter(isStanding);
    this.values = facts.map(encodeFact);
    this.keys = facts.map(keyOfFact);
  }

  /** Every request, line, incentive and enrolment of the shard. */
  truth(): Map<string, string> {
    const cells = new Map<string, string>();
    const add = ([key, value]: readonly [string, string]): void => {
      if (cells.has(key)) throw new Error(`sons plan: two cells of the key ${key}; a bug`);
      cells.set(key, value);
    };
    for (const { state, lines } of this.#stories) {
      add(requestCell(state));
      for (const line of lines) add(lineCell(line));
    }
    for (const fact of this.#standing) {
      add(fact.record === 'EditorEnrolled' ? enrolmentCell(fact) : incentiveCell(lineOf(fact)));
    }
    return cells;
  }
}

function checkedStory(request: PlannedRequest): RequestStory {
  const story = storyOf(request);
  const planned = factsOf(request);
  if (story.facts.length !== planned) {
    throw new Error(
      `sons plan: expected ${planned} facts of request ${request.index}, came ${story.facts.length}; see factsOf`,
    );
  }
  return story;
}

/** By registration; facts of one instant as they were planned. */
function inOrder(facts: SonsFact[]): SonsFact[] {
  return facts.sort((a, b) => a.registeredAt - b.registeredAt);
}

function isStanding(fact: SonsFact): fact is StandingFact {
  return fact.record === 'EditorEnrolled' || fact.record === 'IncentiveClaimed';
}

function lineOf(fact: IncentiveClaimed): IncentiveLine {
  const claimed = incentiveLineOf(fact);
  if ('line' in claimed) return claimed.line;
  throw new Error(`sons plan: expected a claim that is paid, came ${claimed.refusal.detail}`);
}
