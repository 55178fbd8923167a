import {
  DEFAULT_USAGE,
  RULE_VERSIONS,
  type PayoutLine,
  type RequestState,
  type UsageAssessment,
  type UsageParameters,
} from '#libs/sons-rules';
import {
  SONS_CONSUMER,
  inTransaction,
  readLines,
  readRequests,
  readUsage,
  type UsageLookup,
} from '#libs/store';
import type { Pool } from 'pg';
import type { Content } from '../data/content.js';
import { readDataState, type DataState } from '../data/data-state.js';
import { SENSITIVITY_VARIANTS, dueCentsOf, judgeRequest } from './sons-report.js';

/** A billing unit with its verdict under the default parameters. */
export interface UsageUnit extends UsageAssessment {
  /** Latest known version of the rules of the ordering window; null without an order. */
  readonly ruleVersion: string | null;
}

/** An ordered update of a client to a solution: what became of its balance are three different things. */
export interface OrderedRequest {
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  readonly isBalanceDeposited: boolean;
  readonly isBalanceValidated: boolean;
  readonly isBalancePaid: boolean;
}

/** What the usage condition decides under one set of parameters. */
export interface Outcome {
  readonly parameters: UsageParameters;
  /** Units with a verdict, met or below. */
  judged: number;
  below: number;
  /** What the rules would pay, cents, tax included. */
  dueCents: number;
  readonly clientsJudged: Set<string>;
  readonly clientsBelow: Set<string>;
}

/** Everything that the SONS indicators are answered from. */
export interface SonsContent extends Content {
  readonly units: readonly UsageUnit[];
  readonly requests: readonly OrderedRequest[];
  readonly lines: readonly PayoutLine[];
  /** The default parameters first, then those of SENSITIVITY_VARIANTS. */
  readonly outcomes: readonly Outcome[];
}

/** Requests judged between two turns of the event loop, so that other answers do not wait long. */
const REQUESTS_AT_ONCE = 200;

/** Reads and judges every request; what is held is kept while the SONS aggregator wrote nothing. */
export async function readSonsContent(
  pool: Pool,
  held: SonsContent | undefined,
): Promise<SonsContent> {
  const now = await readDataState(pool);
  if (held !== undefined && markOf(now) === markOf(held.state)) return { ...held, state: now };
  const { state, requests, usageOf, lines } = await inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    return {
      state: await readDataState(client),
      requests: await readRequests(client),
      usageOf: await readUsage(client),
      lines: await readLines(client),
    };
  });
  return { state, content: {}, lines, ...(await judgeAll(requests, usageOf)) };
}

function markOf({ consumers }: DataState): string {
  return JSON.stringify(consumers.find(({ consumer }) => consumer === SONS_CONSUMER) ?? null);
}

async function judgeAll(
  requests: readonly RequestState[],
  usageOf: UsageLookup,
): Promise<Pick<SonsContent, 'units' | 'requests' | 'outcomes'>> {
  const units: UsageUnit[] = [];
  const outcomes = [{}, ...SENSITIVITY_VARIANTS].map(newOutcome);
  for (let first = 0; first < requests.length; first += REQUESTS_AT_ONCE) {
    for (const state of requests.slice(first, first + REQUESTS_AT_ONCE)) {
      outcomes.forEach((outcome, variant) => {
        const judged = judgeRequest(state, usageOf, outcome.parameters);
        for (const { usage, due } of judged) {
          addUnit(outcome, usage, dueCentsOf(due));
          if (variant === 0)
            units.push({ ...usage, ruleVersion: latestRules.get(state.window) ?? null });
        }
      });
    }
    await new Promise((resume) => setImmediate(resume));
  }
  return {
    units,
    requests: requests.filter(({ signedAtMs }) => signedAtMs !== null).map(orderedOf),
    outcomes,
  };
}

function newOutcome(variant: Partial<UsageParameters>): Outcome {
  const parameters = { ...DEFAULT_USAGE, ...variant };
  const clients = { clientsJudged: new Set<string>(), clientsBelow: new Set<string>() };
  return { parameters, judged: 0, below: 0, dueCents: 0, ...clients };
}

function addUnit(outcome: Outcome, { client, verdict }: UsageAssessment, dueCents: number): void {
  outcome.dueCents += dueCents;
  if (verdict !== 'met' && verdict !== 'below') return;
  outcome.judged += 1;
  outcome.clientsJudged.add(client);
  if (verdict === 'met') return;
  outcome.below += 1;
  outcome.clientsBelow.add(client);
}

function orderedOf(state: RequestState): OrderedRequest {
  return {
    client: state.client,
    solution: state.solution,
    isBalanceDeposited: state.balanceFirstDepositedAtMs !== null,
    isBalanceValidated: state.balanceValidatedAtMs !== null,
    isBalancePaid: state.balancePaidAtMs !== null,
  };
}

/** By ordering window, the version of its rules that became known last. */
const latestRules: ReadonlyMap<string, string> = new Map(
  [...RULE_VERSIONS]
    .sort((a, b) => a.knownAtMs - b.knownAtMs)
    .map(({ window, version }) => [window, version]),
);
