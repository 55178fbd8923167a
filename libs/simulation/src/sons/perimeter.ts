import { shardSites } from '../plan/site-index.js';
import type { PlannedRequest } from './planned-request.js';

/** Names in a request: the client and the units of its order. */
export interface Perimeter {
  /** StructIdNat of the first site. */
  readonly client: string;
  /** PSIdNat of each doctor for LGC, StructIdNat of each site elsewhere. */
  readonly units: readonly string[];
  /** Of these, who is billed: each doctor for LGC, the client elsewhere. */
  readonly billingUnits: readonly string[];
}

export function perimeterOf({ client, dsr }: PlannedRequest): Perimeter {
  const sites = shardSites(client.shard);
  const names = client.sites.map((site) => sites.structIdNat(site));
  const [name = ''] = names;
  if (dsr !== 'LGC') return { client: name, units: names, billingUnits: [name] };
  const [site = 0] = client.sites;
  const doctors = Array.from({ length: client.authors }, (_, author) =>
    sites.authorPsIdNat(site, author),
  );
  return { client: name, units: doctors, billingUnits: doctors };
}

/** Units of the balance: all of the order, or all but the last one. */
export function balanceUnitsOf(
  { isUnitRemoved }: PlannedRequest,
  units: readonly string[],
): readonly string[] {
  return isUnitRemoved ? units.slice(0, -1) : units;
}
