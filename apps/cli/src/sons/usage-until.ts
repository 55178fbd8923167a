import { INSTANTS_KEPT_MAX, type RequestState, type UnitInstants } from '#libs/sons-rules';
import type { UsageLookup } from '#libs/store';

/**
 * Documents of units for requests as they once stood. What is stored begins with today's installation;
 * where another was known, documents are taken from those since the order: exact while fewer than
 * INSTANTS_KEPT_MAX were kept since then, else a lower bound.
 */
export function usageUntil(
  usageOf: UsageLookup,
  today: readonly RequestState[],
  then: readonly RequestState[],
): { readonly usageOf: UsageLookup; readonly requestsWithLowerBound: number } {
  const installedToday = new Map(today.map((state) => [nameOf(state), state.installedAtMs]));
  const moved = new Map(
    then
      .filter((state) => state.installedAtMs !== (installedToday.get(nameOf(state)) ?? null))
      .map((state) => [nameOf(state), state]),
  );
  const isUncertain = (state: RequestState): boolean =>
    state.installedAtMs !== null &&
    state.units.some((unit) => {
      const kept = usageOf(state.client, state.solution, unit)?.fromOrder.length ?? 0;
      return kept >= INSTANTS_KEPT_MAX;
    });
  return {
    usageOf: (client, solution, unit) => {
      const instants = usageOf(client, solution, unit);
      const state = moved.get(nameOf({ client, solution }));
      return instants && state ? sinceInstallation(instants, state.installedAtMs) : instants;
    },
    requestsWithLowerBound: [...moved.values()].filter(isUncertain).length,
  };
}

function sinceInstallation(instants: UnitInstants, installedAtMs: number | null): UnitInstants {
  if (installedAtMs === null) return { ...instants, fromInstallation: [] };
  const lastMs = instants.fromOrder.at(-1) ?? -Infinity;
  const later =
    instants.fromOrder.length < INSTANTS_KEPT_MAX
      ? []
      : instants.fromInstallation.filter((atMs) => atMs > lastMs);
  const since = [...instants.fromOrder, ...later].filter((atMs) => atMs >= installedAtMs);
  return { ...instants, fromInstallation: since.slice(0, INSTANTS_KEPT_MAX) };
}

function nameOf({ client, solution }: Pick<RequestState, 'client' | 'solution'>): string {
  return `${client}/${String(solution)}`;
}
