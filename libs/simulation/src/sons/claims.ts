import {
  keyOfFact,
  SHARD_COUNT,
  shardOf,
  type EditorEnrolled,
  type IncentiveClaimed,
} from '#libs/events';
import { makeIban, makeSiret } from '#libs/identifiers';
import { EDITORS, SITE_KINDS, siteCatalogue, SONS_SOLUTIONS } from '#libs/reference';
import { known } from '../plan/known.js';
import { choose, mix } from '../plan/mixing.js';
import { shardSites } from '../plan/site-index.js';
import { AVENANT_9_POINTS, ROSP_PER_MILLE, SUN_ES_PERIODS } from './assumptions.js';
import { between, DAY_MS, officeInstant, parisMs } from './office-hours.js';
import { perimeterOf } from './perimeter.js';
import type { PlannedRequest } from './planned-request.js';

const SALT = { claimed: 0x5301, quantity: 0x5302, mssante: 0x5303 } as const;
/** Editors' companies follow those of the practices, which take the ordinals from 0. */
const FIRST_EDITOR_SIREN = 900_000;
const ENROLLED_FROM_MS = parisMs('2021-09-01T09:00');
/** Claims of a year are recorded in the first half of the next one; of a half-year in the quarter after it. Assumed. */
const AVENANT_9 = { period: '2022', fromMs: parisMs('2023-02-01T09:00'), days: 120 };
const ROSP = { period: '2023', fromMs: parisMs('2024-02-01T09:00'), days: 60 };
const SUN_ES_DAYS = 80;

/** A fact that belongs to no request. */
export type StandingFact = EditorEnrolled | IncentiveClaimed;

/** Enrolments of editors and claims of incentives, by the shard of their key, the earliest first. */
export function standingFacts(requests: readonly PlannedRequest[]): readonly StandingFact[][] {
  const byShard: StandingFact[][] = Array.from({ length: SHARD_COUNT }, () => []);
  for (const fact of [...enrolments(requests), ...requests.flatMap(claimsOf)]) {
    known(byShard[shardOf(keyOfFact(fact))]).push(fact);
  }
  for (const facts of byShard) facts.sort((a, b) => a.registeredAt - b.registeredAt);
  return byShard;
}

function enrolments(requests: readonly PlannedRequest[]): EditorEnrolled[] {
  const editors = new Set(requests.map(({ solution }) => known(SONS_SOLUTIONS[solution]).editor));
  return [...editors].map((editor, place) => {
    const atMs = officeInstant(ENROLLED_FROM_MS + Math.floor(place * 0.7 * DAY_MS));
    return {
      record: 'EditorEnrolled',
      ...headAt(atMs),
      editor: known(EDITORS[editor]).code,
      siret: makeSiret(FIRST_EDITOR_SIREN + editor),
      iban: makeIban(editor),
      isVatRegistered: true,
    };
  });
}

function claimsOf(request: PlannedRequest): IncentiveClaimed[] {
  const { dsr, client, solution, isIncentivised } = request;
  if (!isIncentivised) return [];
  if (dsr === 'LGC') {
    return perimeterOf(request).units.map((doctor, place) => avenant9(request, doctor, place));
  }
  if (dsr === 'LGO') return [rosp(request)];
  // A hospital claims once, for the solution that it deposits through first.
  return solution === client.solution ? sunEs(request) : [];
}

function avenant9(request: PlannedRequest, doctor: string, place: number): IncentiveClaimed {
  const { first, second } = AVENANT_9_POINTS;
  const isBelow = request.documents[place]?.isBelow === true;
  const more = isBelow ? 0 : choose(mix(request.key ^ SALT.quantity, place), second + 1);
  const atMs = claimedAt(request, AVENANT_9.fromMs, AVENANT_9.days, place);
  const { period } = AVENANT_9;
  return claim('AVENANT_9', atMs, { beneficiary: doctor, period, quantity: first + more });
}

function rosp(request: PlannedRequest): IncentiveClaimed {
  const { lowest, highest } = ROSP_PER_MILLE;
  const quantity = lowest + choose(mix(request.key, SALT.quantity), highest - lowest + 1);
  const { period, fromMs, days } = ROSP;
  const beneficiary = perimeterOf(request).client;
  return claim('ROSP_PHARMACY', claimedAt(request, fromMs, days, 0), {
    beneficiary,
    period,
    quantity,
  });
}

/** Both parts of SUN-ES for each half-year: the DMP's for all who claim, MSSanté's for every second one. */
function sunEs(request: PlannedRequest): IncentiveClaimed[] {
  const beneficiary = perimeterOf(request).client;
  const quantity = activityMillionths(request);
  const hasMssante = (mix(request.key, SALT.mssante) & 1) === 0;
  return SUN_ES_PERIODS.flatMap((period, place) => {
    const atMs = claimedAt(request, endOfHalfYear(period), SUN_ES_DAYS, place);
    const parts = { beneficiary, period, quantity };
    const dmp = claim('SUN_ES_DMP', atMs, parts);
    return hasMssante ? [dmp, claim('SUN_ES_MSSANTE', atMs, parts)] : [dmp];
  });
}

/** The hospital's part of the national activity: its part of its DSR's deposits stands for it (assumed). */
function activityMillionths({ client, dsr }: PlannedRequest): number {
  const site = shardSites(client.shard).catalogueIndex(client.sites[0] ?? 0);
  const share = SITE_KINDS.flatMap(({ dsrs }) => dsrs).find((part) => part.dsr === dsr)?.share ?? 0;
  return Math.max(1, Math.floor((siteCatalogue().weight[site] ?? 0) * share * 1_000_000));
}

function endOfHalfYear(period: string): number {
  const year = Number(period.slice(0, 4));
  return parisMs(period.endsWith('H1') ? `${year}-07-01T09:00` : `${year + 1}-01-03T09:00`);
}

function claimedAt(request: PlannedRequest, fromMs: number, days: number, place: number): number {
  const part = choose(mix(request.key ^ SALT.claimed, place), 1 << 20) / (1 << 20);
  return officeInstant(between(fromMs, fromMs + days * DAY_MS, part));
}

function claim(
  scheme: IncentiveClaimed['scheme'],
  atMs: number,
  parts: Pick<IncentiveClaimed, 'beneficiary' | 'period' | 'quantity'>,
): IncentiveClaimed {
  return { record: 'IncentiveClaimed', ...headAt(atMs), scheme, ...parts };
}

/** Source and sequence are given when the facts of a shard are put in order. */
function headAt(atMs: number) {
  return { source: '', sequence: 0, occurredAt: atMs, registeredAt: atMs };
}
