import type { ClientBase } from 'pg';

/**
 * Says that cells of these months were written, in the transaction that wrote them.
 *
 * @param client holds the lock of the cells, so that no two transactions wait for each other's rows
 * @param months as an array in the text form of PostgreSQL
 */
export async function markMonths(client: ClientBase, months: string): Promise<void> {
  await client.query(
    `insert into volume_change as stored (month) select unnest($1::integer[])
     on conflict (month) do update set changes = stored.changes + 1`,
    [months],
  );
}

/** Says that the cells of every month were counted anew. */
export async function markEveryMonth(client: ClientBase): Promise<void> {
  await client.query(
    `insert into volume_change as stored (month, rebuilt_at)
     select month, now() from (select month from month_state union select month from volume_change) known
     on conflict (month) do update
     set changes = stored.changes + 1, rebuilt_at = excluded.rebuilt_at`,
  );
}
