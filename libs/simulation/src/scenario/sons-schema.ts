import type { SchemaObject } from 'ajv';
import { OBSTACLE_SYMBOLS } from '#libs/events';
import { DEPOSITING_DSR_CODES } from './known-names.js';
import { figure, mapping, provenance, rate, weight } from './schema-parts.js';
import { SONS_SHARES } from './sons-shares.js';

/** The section `sons`: requests of the clients of the site catalogue, and the documents they deposit. */
export function sons(): SchemaObject {
  return mapping(
    'Requests of the SONS by every client of the site catalogue with a financed solution, and the DMP documents of these clients. Default: none. It stands alone: no dmp, mssante or eprescription beside it, because its documents come from its clients. `scale` keeps a part of the clients, at most all of them.',
    {
      ...provenance(),
      ...Object.fromEntries(
        Object.entries(SONS_SHARES).map(([key, { description, fallback }]) => [
          key,
          figure(`${description} A part, 0 to 1. Default: ${fallback}.`),
        ]),
      ),
      belowThreshold: mapping(
        'Billing units (each doctor for LGC, each client elsewhere) with fewer than 10 documents between installation and balance, by DSR. Default: none.',
        {
          ...provenance(),
          ...Object.fromEntries(
            DEPOSITING_DSR_CODES.map((code) => [
              code,
              rate(`Part of the billing units of ${code}, 0 to 1. Default: 0.`),
            ]),
          ),
        },
      ),
      obstacles: {
        ...mapping(
          'Weight of each obstacle among the reported ones; only their proportions count. Default: all alike.',
          {
            ...provenance(),
            ...Object.fromEntries(OBSTACLE_SYMBOLS.map((symbol) => [symbol, weight(symbol)])),
          },
        ),
      },
    },
  );
}
