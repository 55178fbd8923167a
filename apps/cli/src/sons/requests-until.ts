import type { RequestFact } from '#libs/events';
import { RunFailedError } from '#libs/platform';
import { evolveRequest, newRequest, type KnownClients, type RequestState } from '#libs/sons-rules';
import type { StoredFact } from '#libs/store';

/**
 * Requests as they stood at an instant: rebuilt from the facts that were registered by then. A fact
 * whose step before was registered later waits, as it would have then.
 *
 * @param facts of requests, by client, solution and step, as `readFacts` gives them
 * @param untilMs milliseconds since 1970, inclusive
 */
export function requestsUntil(
  facts: readonly StoredFact[],
  untilMs: number,
  known: KnownClients,
): RequestState[] {
  const states = new Map<string, RequestState>();
  for (const stored of facts) {
    const { fact } = stored;
    if (!('step' in fact) || fact.registeredAt > untilMs) continue;
    const key = `${fact.client}/${String(fact.solution)}`;
    const state = states.get(key) ?? newRequest(fact.client, fact.solution);
    // A later step waits for a gap to fill; an earlier one was taken by another fact.
    if (fact.step === state.nextStep) states.set(key, applied(state, fact, stored.reason, known));
  }
  return [...states.values()];
}

/** What was refused once is refused again: it takes its step, unless another fact had it. */
function applied(
  state: RequestState,
  fact: RequestFact,
  reason: string | null,
  known: KnownClients,
): RequestState {
  if (reason === 'STEP_ALREADY_TAKEN') return state;
  if (reason !== null) return { ...state, nextStep: fact.step + 1 };
  const department = known.departmentOf(fact.client);
  if (department === undefined) throw new ClientWithoutSiteError(fact.client);
  return evolveRequest(state, fact, department).state;
}

/** An applied fact of a client that the directory does not hold. */
class ClientWithoutSiteError extends RunFailedError {
  constructor(client: string) {
    super(
      `facts of ${client}: expected a client of the directory, as for every fact that was applied; see siteCatalogue`,
    );
  }
}
