import {
  encodeFact,
  keyOfFact,
  shardOf,
  type IncentiveClaimed,
  type RequestFact,
  type SonsFact,
} from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';
import {
  checkFact,
  evolveRequest,
  incentiveLineOf,
  newRequest,
  type KnownClients,
  type PayoutLine,
  type RequestState,
} from '#libs/sons-rules';
import type { JudgedFact, SonsChanges, StoredSons } from '#libs/store';

/** Facts of one request that may wait for an earlier step. */
export const HELD_FACTS_PER_REQUEST_MAX = 256;

/** A fact that was refused, for the dead letters. */
export interface RefusedFact {
  readonly offset: bigint;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly reason: string;
  readonly detail: string;
}

/** A request and the facts that wait for its next step. */
interface Request {
  state: RequestState;
  /** By step; undefined for most, which have never held any: an empty map costs more than the state's texts. */
  held: Map<number, WaitingFact> | undefined;
}

interface WaitingFact {
  readonly fact: RequestFact;
  readonly offset: bigint;
}

/** A reason that is this aggregator's own, or one of the rules. */
interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

/** Rows of requests and ledgers that a commit has to store. */
export type RequestChanges = Pick<SonsChanges, 'facts' | 'requests' | 'lines' | 'incentives'>;

/** Refusals of facts that name no request: there is nothing whose step they could take. */
const WITHOUT_REQUEST: ReadonlySet<string> = new Set([
  'BAD_CLIENT',
  'UNKNOWN_CLIENT',
  'UNKNOWN_SOLUTION',
]);

/**
 * Requests and ledgers of one partition. Facts of a request are applied in the order of their steps,
 * however they arrive; a refused one takes its step and changes nothing else.
 */
export class RequestBook {
  readonly #requests = new Map<string, Request>();
  readonly #changedRequests = new Set<Request>();
  /** By offset: what is said of a fact last is stored. */
  readonly #judged = new Map<bigint, JudgedFact>();
  #lines: (PayoutLine & { readonly partition: number })[] = [];
  #newIncentives: SonsChanges['incentives'][number][] = [];
  #refused: RefusedFact[] = [];

  /** @param onPerimeter is told when the units of a request or the starts of their windows changed */
  constructor(
    readonly partition: number,
    private readonly known: KnownClients,
    private readonly onPerimeter: (state: RequestState) => void,
  ) {}

  /** Rows that the next `takeChanges` will give. */
  get pendingRows(): number {
    return this.#judged.size + this.#changedRequests.size + this.#lines.length;
  }

  /** Judges a fact that was never met before. */
  add(fact: SonsFact, offset: bigint): void {
    if (fact.record === 'EditorEnrolled') {
      this.#judge(fact, offset, checkFact(fact, this.known));
    } else if (fact.record === 'IncentiveClaimed') {
      this.#addClaim(fact, offset);
    } else {
      this.#addRequestFact(fact, offset);
    }
  }

  /** The state of a request; undefined when no fact named it. */
  stateOf(client: string, solution: number): RequestState | undefined {
    return this.#requests.get(keyOf(client, solution))?.state;
  }

  /** Puts back what was stored. */
  restore(stored: Pick<StoredSons, 'requests' | 'held'>): void {
    for (const { state } of stored.requests) this.#requestOf(state.client, state.solution, state);
    for (const { fact, offset } of stored.held) {
      const request = this.#requestOf(fact.client, fact.solution);
      (request.held ??= new Map()).set(fact.step, { fact, offset });
    }
  }

  /** Takes the facts that were refused since the last call. */
  takeRefused(): RefusedFact[] {
    const refused = this.#refused;
    this.#refused = [];
    return refused;
  }

  /** Takes the rows that changed since the last call. */
  takeChanges(): RequestChanges {
    const changes = {
      facts: [...this.#judged.values()],
      requests: [...this.#changedRequests].map(({ state }) => ({
        partition: this.partition,
        state,
      })),
      lines: this.#lines,
      incentives: this.#newIncentives,
    };
    this.#judged.clear();
    this.#changedRequests.clear();
    this.#lines = [];
    this.#newIncentives = [];
    return changes;
  }

  #addClaim(fact: IncentiveClaimed, offset: bigint): void {
    const refusal = checkFact(fact, this.known);
    const claimed = incentiveLineOf(fact);
    if (refusal !== undefined || 'refusal' in claimed) {
      this.#judge(fact, offset, refusal ?? ('refusal' in claimed ? claimed.refusal : undefined));
      return;
    }
    this.#newIncentives.push({ partition: this.partition, line: claimed.line });
    this.#judge(fact, offset, undefined);
  }

  #addRequestFact(fact: RequestFact, offset: bigint): void {
    const refusal = this.#check(fact);
    if (refusal !== undefined && WITHOUT_REQUEST.has(refusal.reason)) {
      this.#judge(fact, offset, refusal);
      return;
    }
    const request = this.#requestOf(fact.client, fact.solution);
    if (fact.step > request.state.nextStep) {
      this.#hold(request, { fact, offset });
      return;
    }
    this.#apply(request, { fact, offset }, refusal);
    this.#applyHeld(request);
  }

  #hold(request: Request, waiting: WaitingFact): void {
    const { fact, offset } = waiting;
    const held = (request.held ??= new Map());
    if (held.has(fact.step)) {
      const detail = `expected a free step, came ${fact.record} ${fact.step}, which another fact waits for`;
      this.#judge(fact, offset, { reason: 'STEP_ALREADY_TAKEN', detail });
    } else if (held.size >= HELD_FACTS_PER_REQUEST_MAX) {
      const detail = `expected step ${request.state.nextStep}, came ${fact.step} with ${held.size} facts waiting`;
      this.#judge(fact, offset, { reason: 'TOO_MANY_HELD', detail });
    } else {
      held.set(fact.step, waiting);
      this.#changedRequests.add(request);
      this.#note(fact, offset, 'held', null);
    }
  }

  #applyHeld(request: Request): void {
    const { held } = request;
    if (held === undefined) return;
    for (;;) {
      const waiting = held.get(request.state.nextStep);
      if (waiting === undefined) break;
      held.delete(waiting.fact.step);
      this.#apply(request, waiting, this.#check(waiting.fact));
    }
    if (held.size === 0) request.held = undefined;
  }

  /** @param refusal what `#check` said of the fact */
  #apply(
    request: Request,
    { fact: came, offset }: WaitingFact,
    refusal: Refusal | undefined,
  ): void {
    const before = request.state;
    const fact = withUnitsOf(before, came);
    const evolution =
      refusal === undefined
        ? evolveRequest(before, fact, this.known.departmentOf(fact.client) ?? '')
        : { state: skipped(before, fact), lines: [], refusal };
    const { state, lines } = evolution;
    request.state = state;
    this.#changedRequests.add(request);
    for (const line of lines) this.#lines.push({ ...line, partition: this.partition });
    this.#judge(fact, offset, evolution.refusal);
    const isMoved =
      state.signedAtMs !== before.signedAtMs || state.installedAtMs !== before.installedAtMs;
    if (isMoved) this.onPerimeter(state);
  }

  #check(fact: RequestFact): Refusal | undefined {
    return checkFact(fact, this.known) ?? strayUnitOf(fact);
  }

  #judge(fact: SonsFact, offset: bigint, refusal: Refusal | undefined): void {
    if (refusal === undefined) {
      this.#note(fact, offset, 'applied', null);
      return;
    }
    const { reason, detail } = refusal;
    this.#note(fact, offset, 'refused', reason);
    // Held facts have lost their bytes; written again they are the same fact.
    const key = Buffer.from(keyOfFact(fact));
    this.#refused.push({ offset, key, value: encodeFact(fact), reason, detail });
  }

  #note(
    fact: SonsFact,
    offset: bigint,
    outcome: JudgedFact['outcome'],
    reason: string | null,
  ): void {
    this.#judged.set(offset, { partition: this.partition, fact, offset, outcome, reason });
  }

  #requestOf(
    client: string,
    solution: number,
    state: RequestState = newRequest(client, solution),
  ): Request {
    const key = keyOf(client, solution);
    let request = this.#requests.get(key);
    if (request === undefined) {
      request = { state, held: undefined };
      this.#requests.set(key, request);
    }
    return request;
  }
}

/**
 * The same fact. Most name the order's units again: it gets the order's own list, or every state would
 * keep three copies of the same texts for as long as its partition is held.
 */
function withUnitsOf({ units }: RequestState, fact: RequestFact): RequestFact {
  if (!('units' in fact) || fact.units.length !== units.length) return fact;
  return fact.units.every((unit, index) => unit === units[index]) ? { ...fact, units } : fact;
}

/** A refused fact takes its step if that is still free, and changes nothing else. */
function skipped(state: RequestState, { step }: RequestFact): RequestState {
  return step < state.nextStep ? state : { ...state, nextStep: step + 1 };
}

/**
 * Documents are keyed by site: those of a unit in another shard than its client would be counted by
 * another process, that is by nobody. Doctors are counted at their client's site.
 */
function strayUnitOf(fact: RequestFact): Refusal | undefined {
  if (fact.record !== 'OrderSigned' || SONS_SOLUTIONS[fact.solution]?.dsr === 'LGC')
    return undefined;
  const shard = shardOf(fact.client);
  const stray = fact.units.find((unit) => shardOf(unit) !== shard);
  if (stray === undefined) return undefined;
  const detail = `expected sites of shard ${shard}, the client's; came ${stray} of shard ${shardOf(stray)}`;
  return { reason: 'UNIT_IN_ANOTHER_SHARD', detail };
}

function keyOf(client: string, solution: number): string {
  return `${client}/${solution}`;
}
