// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { SHARD_COUNT } from '#libs/events';
import { siteCatalogue } from '#libs/reference';
import { shardSites } from '../plan/site-index.js';

/** Where each site of the catalogue is: its shard, and its number there. */
export interface SitePlaces {
  readonly shard: Uint8Array;
  readonly site: Uint16Array;
}

let memoised: SitePlaces | undefined;

/** Built once a process: the same for every scenario and seed. */
export function sitePlaces(): SitePlaces {
  return (memoised ??= placeSites());
}

function placeSites(): SitePlaces {
  const { count } = siteCatalogue();
  const places = { shard: new Uint8Array(count), site: new Uint16Array(count) };
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const sites = shardSites(shard);
    for (let site = 0; site < sites.count; site++) {
      const catalogued = sites.catalogueIndex(site);
      places.shard[catalogued] = shard;
      places.site[catalogued] = site;
    }
  }
  return places;
}
