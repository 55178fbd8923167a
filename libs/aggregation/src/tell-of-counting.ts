import {
  DEAF_AFTER_MS,
  NotListeningError,
  listeningCheck,
  registerLag,
  registerListening,
  type BulkLaneServer,
} from '#libs/kafka';
import {
  registerWork,
  systemClock,
  type Operations,
  type ReadinessCheck,
  type WorkMeter,
} from '#libs/platform';
import { databaseCheck, registerPool } from '#libs/store';
import type { Pool } from 'pg';
import type { CommitMeter } from './commit-meter.js';

/** Parts of a process that counts from the bulk lane into the database. */
export interface CountingProcess {
  readonly owner: { lagByTopic(): ReadonlyMap<string, number> };
  readonly server: BulkLaneServer;
  readonly pool: Pool;
  readonly meter: WorkMeter;
  readonly commits: CommitMeter;
}

/** What those who operate an aggregator are told of it: metrics, and whether it is ready. */
export function tellOfCounting(
  { metrics, readiness }: Operations,
  { owner, server, pool, meter, commits }: CountingProcess,
): void {
  commits.register(metrics);
  registerWork(metrics, meter);
  registerPool(metrics, pool);
  registerListening(metrics, server, systemClock);
  registerLag(metrics, () => owner.lagByTopic());
  readiness.add(listeningCheck(server, systemClock), databaseCheck(pool), commitCheck(commits));
}

/** A commit that does not end holds up all that follows, while fetches may still be answered. */
function commitCheck(commits: Pick<CommitMeter, 'underWayMs'>): ReadinessCheck {
  return {
    name: 'commit',
    check: () => {
      const { underWayMs } = commits;
      return underWayMs <= DEAF_AFTER_MS
        ? Promise.resolve()
        : Promise.reject(
            new NotListeningError(
              `expected a commit to be through within ${DEAF_AFTER_MS} ms; one has been under way for ${Math.round(underWayMs)} ms`,
            ),
          );
    },
  };
}
