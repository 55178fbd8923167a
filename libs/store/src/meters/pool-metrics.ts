import type { Metrics } from '#libs/platform';
import type { Pool } from 'pg';

/** Tells how busy a pool of connections is. */
export function registerPool(
  metrics: Metrics,
  pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>,
): void {
  metrics.gauge(
    {
      name: 'mes_postgres_connections',
      help: 'Connections of this process to PostgreSQL, in use or idle.',
    },
    () => [
      { labels: { state: 'in_use' }, value: pool.totalCount - pool.idleCount },
      { labels: { state: 'idle' }, value: pool.idleCount },
    ],
  );
  metrics.gauge(
    {
      name: 'mes_postgres_waiting_requests',
      help: 'Requests of this process that wait for a connection to PostgreSQL.',
    },
    () => pool.waitingCount,
  );
}
