import { DSRS } from '#libs/reference';
import { SonsAssignment } from '../sons/assignment.js';
import { documentsOf } from '../sons/counts.js';
import { grouped, originOf, row, withOrigins, type Figure } from './figure-lines.js';
import type { Scenario, SonsFlow } from './scenario.js';
import { SONS_SHARE_NAMES } from './sons-shares.js';

/** Key that requests are counted with for a description; another seed moves documents by a few per cent. */
const SHOWN_KEY = 0;

/** The section `sons` for a person: its requests and documents, then each share with its source. */
export function describeSons(sons: SonsFlow, { scale, figures = {} }: Scenario): string[] {
  const origin = (path: string): string => {
    const provenance = figures[path];
    return provenance === undefined ? 'left out: the default' : originOf(provenance);
  };
  const shares = SONS_SHARE_NAMES.map((share): Figure => {
    return { line: row(share, percent(sons.shares[share])), origin: origin(`sons.${share}`) };
  });
  const below = DSRS.flatMap(({ code }): Figure[] => {
    const share = sons.belowThreshold[code];
    if (share === undefined) return [];
    const line = row(`below ten documents, ${code}`, percent(share));
    return [{ line, origin: origin('sons.belowThreshold') }];
  });
  return [
    ...describeRequests(sons, scale),
    '',
    'Shares of the requests, billing units and clients (see docs/scenarios.md)',
    ...withOrigins([...shares, ...below, ...obstacleFigures(sons, origin('sons.obstacles'))]),
  ];
}

function describeRequests(sons: SonsFlow, scale: number): string[] {
  const { requests } = new SonsAssignment(sons, scale, SHOWN_KEY);
  const units = requests.reduce((sum, request) => sum + request.documents.length, 0);
  const documents = requests.reduce((sum, request) => sum + documentsOf(request), 0);
  return [
    '',
    'Requests of the SONS, and about how many documents (they vary with the seed)',
    row('requests', grouped(requests.length)),
    ...DSRS.map(({ code }) =>
      row(`requests for ${code}`, grouped(requests.filter(({ dsr }) => dsr === code).length)),
    ),
    row('billing units with a threshold', grouped(units)),
    row('documents accepted by the DMP', grouped(documents)),
  ];
}

function obstacleFigures({ obstacles }: SonsFlow, origin: string): Figure[] {
  const sum = Object.values(obstacles).reduce((total, weight) => total + weight, 0);
  return Object.entries(obstacles).map(([symbol, weight]) => ({
    line: row(`obstacle ${symbol}`, percent(weight / sum)),
    origin,
  }));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
