import { OBSTACLE_SYMBOLS, SHARD_COUNT, type ObstacleSymbol } from '#libs/events';
import { DSRS, SOLUTIONS, type DsrCode, type Solution } from '#libs/reference';
import { largestRemainder, wholeRate } from '../plan/apportion.js';
import { isOneOfRate } from '../plan/interleaving.js';
import { known } from '../plan/known.js';
import { choose, fraction, mix } from '../plan/mixing.js';
import { permute } from '../plan/permutation.js';
import { QuotaTable } from '../plan/quota-table.js';
import type { SonsFlow } from '../scenario/scenario.js';
import {
  ABOVE_CAP_PER_MILLE,
  ABOVE_CAP_PERCENT,
  BELOW_CAP_PER_MILLE,
  BELOW_CAP_PERCENT,
  WINDOW_OF_DSR,
} from './assumptions.js';
import { clientsOf, type SonsClient } from './clients.js';
import type {
  BalanceFate,
  DecisionFate,
  PlannedRequest,
  UnitDocuments,
} from './planned-request.js';
import { UnitQuotas } from './unit-quotas.js';

/** What the parts of an assignment are mixed with. */
const SALT = {
  units: 0x5101,
  order: 0x5102,
  fate: 0x5103,
  obstacle: 0x5104,
  cause: 0x5105,
  amended: 0x5106,
  incomplete: 0x5107,
  balanceAmended: 0x5108,
  unsigned: 0x5109,
  neverSigned: 0x510a,
  removed: 0x510b,
  undecided: 0x510c,
  paidBelow: 0x510d,
  controlled: 0x510e,
  recovered: 0x510f,
  invoice: 0x5110,
  incentive: 0x5111,
  price: 0x5112,
  turnover: 0x5113,
  request: 0x5114,
  migrated: 0x5115,
  newSolution: 0x5116,
  identity: 0x5117,
  second: 0x5118,
  transcoder: 0x5119,
} as const;

/** Late pharmacies are one in so many: see the description of `lateBalance`. */
const LATE_PHARMACY_ONE_IN = 32;

/** An order to be planned: who orders what. */
interface Order {
  readonly client: SonsClient;
  readonly solution: Solution;
  readonly migration: PlannedRequest['migration'];
  /** For one that leaves: place of the order that follows it. */
  readonly successor: number;
}

/**
 * Who orders what in the whole country, and what becomes of it. Shares are exact, to the nearest whole
 * number, at every scale: each is the first part of an order of chance. Pure arithmetic, a few hundred
 * milliseconds at full scale; no instant is drawn and no document made.
 */
export class SonsAssignment {
  /** Every request, by index. */
  readonly requests: readonly PlannedRequest[];
  readonly #byShard: readonly (readonly PlannedRequest[])[];

  constructor(
    readonly flow: SonsFlow,
    scale: number,
    readonly key: number,
  ) {
    this.requests = new RequestPlanner(flow, key, ordersOf(flow, scale, key)).plan();
    const byShard = Map.groupBy(this.requests, ({ client }) => client.shard);
    this.#byShard = Array.from({ length: SHARD_COUNT }, (_, shard) => byShard.get(shard) ?? []);
  }

  /** The requests of a shard, by index. */
  ofShard(shard: number): readonly PlannedRequest[] {
    return known(this.#byShard[shard]);
  }
}

/** Whether a place is among the chosen ones of a rate: exactly the rate's part of all places is. */
function isChosen(place: number, of: { count: number; rate: number; key: number }): boolean {
  return permute(place, of.count, of.key) < wholeRate(of.count, of.rate);
}

function ordersOf({ shares }: SonsFlow, scale: number, key: number): Order[] {
  const clients = clientsOf(key, scale);
  const some = (all: readonly SonsClient[], rate: number, salt: number): readonly SonsClient[] =>
    all.filter((_, place) => isChosen(place, { count: all.length, rate, key: mix(key, salt) }));
  const own = (all: readonly SonsClient[]): Order[] =>
    all.map((client) => orderOf(client, known(SOLUTIONS[client.solution])));
  const drawn = (all: readonly SonsClient[], dsr: (client: SonsClient) => DsrCode): Order[] =>
    all.map((client, place) =>
      orderOf(client, drawSolution(dsr(client), mix(mix(key, SALT.newSolution), place))),
    );
  const { practices, pharmacies, hospitals, imaging, laboratories } = clients;
  return [
    ...withMigrations(own(practices), shares.migrated, key),
    ...own(pharmacies),
    ...own(hospitals),
    ...drawn(some(hospitals, shares.secondSolution, SALT.second), otherOfHospital),
    ...drawn(some(hospitals, shares.identityReferential, SALT.identity), () => 'RI'),
    ...own(imaging),
    ...own(laboratories),
    ...drawn(some(laboratories, shares.transcoder, SALT.transcoder), () => 'LOINC'),
  ];
}

function orderOf(client: SonsClient, solution: Solution): Order {
  return { client, solution, migration: 'none', successor: -1 };
}

function otherOfHospital({ solution }: SonsClient): DsrCode {
  return SOLUTIONS[solution]?.dsr === 'PFI' ? 'DPI' : 'PFI';
}

/** The practices' orders, and behind them the second ones of those that leave for another editor. */
function withMigrations(orders: readonly Order[], rate: number, key: number): Order[] {
  const second: Order[] = [];
  const first = orders.map((order, place) => {
    const isLeaving = isChosen(place, {
      count: orders.length,
      rate,
      key: mix(key, SALT.migrated),
    });
    if (!isLeaving) return order;
    const solution = otherEditors(order.solution, mix(mix(key, SALT.newSolution), place));
    second.push({ client: order.client, solution, migration: 'arrives', successor: -1 });
    const successor = orders.length + second.length - 1;
    return { ...order, migration: 'leaves' as const, successor };
  });
  return [...first, ...second];
}

/** A financed solution of the same DSR and another editor. */
function otherEditors({ dsr, editor }: Solution, mixed: number): Solution {
  const others = SOLUTIONS.filter(
    (other) => other.dsr === dsr && other.isFinanced && other.editor !== editor,
  );
  return known(others[choose(mixed, others.length)]);
}

/** A solution of a DSR, each by its part of the market. */
function drawSolution(dsr: DsrCode, mixed: number): Solution {
  const all = SOLUTIONS.filter((solution) => solution.dsr === dsr);
  let left = fraction(mixed);
  for (const solution of all) {
    left -= solution.marketShare;
    if (left < 0) return solution;
  }
  return known(all.at(-1));
}

/** Turns orders into requests; the counts of each DSR are known beforehand. */
class RequestPlanner {
  readonly #ordersOfDsr = new Map<DsrCode, number>();
  readonly #unitsOfDsr: ReadonlyMap<DsrCode, UnitQuotas>;
  readonly #causes: QuotaTable;

  constructor(
    private readonly flow: SonsFlow,
    private readonly key: number,
    private readonly orders: readonly Order[],
  ) {
    const byDsr = Map.groupBy(orders, ({ solution }) => solution.dsr);
    for (const [dsr, some] of byDsr) this.#ordersOfDsr.set(dsr, some.length);
    this.#unitsOfDsr = new Map(
      DSRS.map(({ code, index }) => {
        const units = (byDsr.get(code) ?? []).reduce((sum, order) => sum + unitsOf(order), 0);
        return [code, new UnitQuotas(flow, code, units, mix(mix(key, SALT.units), index))];
      }),
    );
    const weights = OBSTACLE_SYMBOLS.map((symbol) => flow.obstacles[symbol] ?? 0);
    const isGiven = weights.some((weight) => weight > 0);
    const all = isGiven ? weights : weights.map(() => 1);
    this.#causes = QuotaTable.ofCounts(largestRemainder(orders.length, all, 'the obstacles'));
  }

  plan(): PlannedRequest[] {
    const placeOfDsr = new Map<DsrCode, number>();
    const unitOfDsr = new Map<DsrCode, number>();
    const planned = this.orders.map((order, index) => {
      const { dsr } = order.solution;
      const place = placeOfDsr.get(dsr) ?? 0;
      const firstUnit = unitOfDsr.get(dsr) ?? 0;
      placeOfDsr.set(dsr, place + 1);
      unitOfDsr.set(dsr, firstUnit + unitsOf(order));
      return this.#request(order, index, { place, firstUnit });
    });
    return planned.map((request, index) => {
      const successor = planned[this.orders[index]?.successor ?? -1];
      return successor === undefined ? request : { ...request, successor };
    });
  }

  #request(order: Order, index: number, at: { place: number; firstUnit: number }): PlannedRequest {
    const { client, solution, migration } = order;
    const { dsr } = solution;
    const count = known(this.#ordersOfDsr.get(dsr));
    const within = (salt: number): number =>
      (permute(at.place, count, mix(this.key, salt)) + 0.5) / count;
    const { shares } = this.flow;
    const documents = this.#documentsOf(order, at.firstUnit);
    const balance = this.#balanceFate(index, dsr);
    const isUnitRemoved =
      balance === 'in_time' &&
      perimeterOf(order) > 1 &&
      this.#isChosen(index, SALT.removed, shares.unitRemoved);
    const staying = isUnitRemoved && dsr === 'LGC' ? documents.slice(0, -1) : documents;
    const decision = this.#decisionFate(index, staying);
    return {
      index,
      key: mix(mix(this.key, SALT.request), index),
      client,
      solution: solution.index,
      dsr,
      window: WINDOW_OF_DSR[dsr],
      eagerness: within(SALT.order),
      isIncentivised: this.#isIncentivised(order, index),
      incentiveLead: shares.incentiveLead,
      documents: documents.map((unit) => possibleDocuments(unit, balance, migration)),
      balance,
      decision,
      isControlled:
        decision === 'paid_below_threshold' ||
        (decision === 'paid' && this.#isChosen(index, SALT.controlled, shares.controlled)),
      isRecovered:
        decision === 'paid_below_threshold' &&
        isOneOfRate(permute(index, this.orders.length, SALT.recovered), shares.recovered),
      lateness: choose(mix(mix(this.key, SALT.fate), index), 1 << 20),
      obstacle: this.#obstacle(index, documents),
      isAdvanceAmended: this.#isChosen(index, SALT.amended, shares.advanceAmended),
      isBalanceIncomplete: this.#isChosen(index, SALT.incomplete, shares.balanceIncomplete),
      isBalanceAmended: this.#isChosen(index, SALT.balanceAmended, shares.balanceAmended),
      isUnsignedFirst: this.#isChosen(index, SALT.unsigned, shares.unsignedFirst),
      isUnitRemoved,
      isInvoiceLate: this.#isChosen(index, SALT.invoice, shares.lateFact),
      pricePerMille: this.#pricePerMille(index, dsr),
      turnoverPlace: within(SALT.turnover),
      migration,
      successor: undefined,
    };
  }

  /** Exactly a rate's part of all requests. */
  #isChosen(index: number, salt: number, rate: number): boolean {
    return isChosen(index, { count: this.orders.length, rate, key: mix(this.key, salt) });
  }

  #documentsOf(order: Order, firstUnit: number): readonly UnitDocuments[] {
    const quotas = known(this.#unitsOfDsr.get(order.solution.dsr));
    if (!quotas.isDepositing) return [];
    return Array.from({ length: unitsOf(order) }, (_, unit) =>
      quotas.documentsOf(firstUnit + unit),
    );
  }

  #balanceFate(index: number, dsr: DsrCode): BalanceFate {
    const { balanceDeposited, lateBalance } = this.flow.shares;
    const { length } = this.orders;
    const place = permute(index, length, mix(this.key, SALT.fate));
    if (place >= wholeRate(length, 1 - balanceDeposited)) return 'in_time';
    const isLate =
      dsr === 'LGO'
        ? lateBalance > 0 && place % LATE_PHARMACY_ONE_IN === 0
        : isOneOfRate(place, lateBalance);
    if (isLate) return 'late';
    return (place & 2) === 0 ? 'never_deposited' : 'never_installed';
  }

  #decisionFate(index: number, documents: readonly UnitDocuments[]): DecisionFate {
    const { shares } = this.flow;
    if (this.#isChosen(index, SALT.neverSigned, shares.neverSigned)) return 'never_signed';
    if (this.#isChosen(index, SALT.undecided, shares.undecided)) {
      return (permute(index, this.orders.length, SALT.undecided) & 1) === 0
        ? 'left_deposited'
        : 'left_validated';
    }
    const isWhollyBelow = documents.length > 0 && documents.every(({ isBelow }) => isBelow);
    if (!isWhollyBelow) return 'paid';
    const isPaid = this.#isChosen(index, SALT.paidBelow, shares.paidBelow);
    return isPaid ? 'paid_below_threshold' : 'below_threshold';
  }

  #obstacle(index: number, documents: readonly UnitDocuments[]): ObstacleSymbol | undefined {
    if (!documents.some(({ isBelow }) => isBelow)) return undefined;
    if (!this.#isChosen(index, SALT.obstacle, this.flow.shares.obstacleReported)) return undefined;
    const place = permute(index, this.orders.length, mix(this.key, SALT.cause));
    return OBSTACLE_SYMBOLS[this.#causes.classOf(place)];
  }

  /** Practices, pharmacies and hospitals have a scheme; a second request of a client is not rewarded again. */
  #isIncentivised({ solution, migration }: Order, index: number): boolean {
    const hasScheme = ['LGC', 'LGO', 'DPI', 'PFI'].includes(solution.dsr);
    if (!hasScheme || migration !== 'none') return false;
    return this.#isChosen(index, SALT.incentive, this.flow.shares.incentivised);
  }

  #pricePerMille(index: number, dsr: DsrCode): number {
    const place = choose(mix(mix(this.key, SALT.price), index), 100);
    if (place < ABOVE_CAP_PERCENT) return ABOVE_CAP_PER_MILLE;
    const isCheap = dsr === 'LGC' && place < ABOVE_CAP_PERCENT + BELOW_CAP_PERCENT;
    return isCheap ? BELOW_CAP_PER_MILLE : 1_000;
  }
}

/** Billing units: the doctors of a practice, otherwise the client. */
function unitsOf({ client, solution }: Order): number {
  return solution.dsr === 'LGC' ? client.authors : 1;
}

/** Units of the perimeter: doctors of a practice, otherwise sites. */
function perimeterOf({ client, solution }: Order): number {
  return solution.dsr === 'LGC' ? client.authors : client.sites.length;
}

/** Nothing is deposited without an installation, nor after a balance that never came or by a client who left. */
function possibleDocuments(
  unit: UnitDocuments,
  balance: BalanceFate,
  migration: PlannedRequest['migration'],
): UnitDocuments {
  if (balance === 'never_installed') {
    return { ...unit, before: 0, inside: 0, after: 0, isAtBounds: false };
  }
  const isUsedAfter = balance !== 'never_deposited' && migration !== 'leaves';
  return isUsedAfter ? unit : { ...unit, after: 0 };
}
