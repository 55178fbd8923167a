import type { RequestFact } from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';
import { deadlinesOf, windowOfCode } from '#libs/sons-rules';
import { known } from '../plan/known.js';
import { fraction, mix } from '../plan/mixing.js';
import {
  DELAY_DAYS,
  DOCUMENTS_UNTIL_MS,
  FIRST_ADVANCE_MS,
  LAST_SECOND_ONE_IN,
  LATENESS_MS,
  MIGRATION,
  rhythmOf,
  type Rhythm,
} from './assumptions.js';
import { between, DAY_MS, officeInstant } from './office-hours.js';
import type { PlannedRequest } from './planned-request.js';

const HOUR_MS = 3_600_000;

/** One fact of a request, before it has its content. */
export interface PlannedStep {
  readonly record: RequestFact['record'];
  /** The act, milliseconds since 1970 in UTC. */
  readonly atMs: number;
  /** When it is recorded: later than the act for a late fact. */
  readonly registeredMs: number;
  /** For a verification. */
  readonly isSigned: boolean;
}

/** The instants of a request, and its facts in the order of their steps. */
export interface Outline {
  readonly steps: readonly PlannedStep[];
  readonly signedMs: number;
  readonly installedMs: number | undefined;
  /** The last deposit of the balance. */
  readonly balanceMs: number | undefined;
  /** What the documents of a unit without a balance spread to: the closing of the window. */
  readonly closingMs: number;
}

/** Salt of each draw. */
const SALT = {
  installed: 1,
  balance: 2,
  obstacle: 3,
  lastSecond: 4,
  invoice: 5,
  delay: 16,
} as const;

type DelayName = keyof typeof DELAY_DAYS;
const DELAY_NAMES = Object.keys(DELAY_DAYS);

/** Draws the instants of a request: a pure function of it. No fact comes before one that it needs. */
export function outlineOf(request: PlannedRequest): Outline {
  return new Outliner(request).outline();
}

/** Today's deadlines of a window, each an instant or without limit. */
interface Ends {
  readonly opensAtMs: number;
  readonly orderedBeforeMs: number;
  readonly balanceBeforeMs: number;
}

const endsOfWindow = new Map<string, Ends>();

function endsOf(window: string): Ends {
  const kept = endsOfWindow.get(window);
  if (kept !== undefined) return kept;
  const rules = deadlinesOf(window, Infinity);
  const ends = {
    opensAtMs: windowOfCode(window).opensAtMs,
    orderedBeforeMs: Math.min(
      rules.orderSignedBeforeMs ?? Infinity,
      rules.orderDepositedBeforeMs ?? Infinity,
    ),
    balanceBeforeMs: rules.balanceDepositedBeforeMs ?? DOCUMENTS_UNTIL_MS,
  };
  endsOfWindow.set(window, ends);
  return ends;
}

class Outliner {
  readonly #ends: Ends;
  readonly #rhythm: Rhythm;
  readonly #referencedMs: number;
  readonly #steps: PlannedStep[] = [];

  constructor(private readonly request: PlannedRequest) {
    this.#ends = endsOf(request.window);
    this.#rhythm = rhythmOf(request.dsr);
    this.#referencedMs = known(SONS_SOLUTIONS[request.solution]).referencedAtMs;
  }

  outline(): Outline {
    const { request } = this;
    const signedRaw = this.#signed();
    const signedMs = this.#add('OrderSigned', signedRaw);
    const depositedRaw = Math.min(
      signedRaw + this.#delay('orderDeposited'),
      this.#ends.orderedBeforeMs - HOUR_MS,
    );
    this.#add('OrderDeposited', depositedRaw);
    const paidRaw = this.#advance(depositedRaw);
    if (request.balance === 'never_installed') {
      return this.#finish({ signedMs, installedMs: undefined, balanceMs: undefined });
    }
    const installedRaw = this.#installed(depositedRaw);
    const installedMs = officeInstant(installedRaw);
    const invoicedRaw = this.#verification(installedRaw);
    const readyRaw = Math.max(
      invoicedRaw + HOUR_MS,
      paidRaw + this.#rhythm.pace * DAY_MS,
      installedRaw + this.#delay('usedBeforeBalance'),
    );
    const balanceMs = request.balance === 'never_deposited' ? undefined : this.#balance(readyRaw);
    this.#obstacle(installedMs, balanceMs ?? readyRaw + DAY_MS);
    return this.#finish({ signedMs, installedMs, balanceMs });
  }

  #finish(instants: Pick<Outline, 'signedMs' | 'installedMs' | 'balanceMs'>): Outline {
    // A stable sort: facts of one instant keep the order in which they were planned.
    const steps = this.#steps.sort((a, b) => a.atMs - b.atMs);
    return {
      ...instants,
      steps: this.request.isInvoiceLate ? this.#withLateInvoice(steps) : steps,
      closingMs: this.#ends.balanceBeforeMs,
    };
  }

  #signed(): number {
    const { eagerness, migration, isIncentivised } = this.request;
    if (migration === 'arrives') {
      return between(MIGRATION.secondSignedFromMs, MIGRATION.secondSignedUntilMs, eagerness);
    }
    const share = migration === 'leaves' ? eagerness * MIGRATION.firstOrdersShare : eagerness;
    const raw = instantOfShare(this.#rhythm, isIncentivised ? this.#sooner(share) : share);
    return Math.max(raw, this.#ends.opensAtMs + DAY_MS);
  }

  /** The advance, from its request to its payment; returns the payment's instant. */
  #advance(depositedMs: number): number {
    const { request } = this;
    let at =
      Math.max(depositedMs, this.#referencedMs, FIRST_ADVANCE_MS) + this.#delay('advanceRequested');
    this.#add('AdvanceRequested', at);
    if (request.isAdvanceAmended) {
      this.#add('AdvanceToAmend', (at += this.#delay('advanceToAmend')));
      this.#add('AdvanceRequested', (at += this.#delay('advanceRequestedAgain')));
    }
    this.#add('AdvanceValidated', (at += this.#delay('advanceValidated')));
    this.#add('AdvancePaid', (at += this.#delay('advancePaid')));
    return at;
  }

  #installed(depositedMs: number): number {
    const { migration, isIncentivised } = this.request;
    const part = fraction(mix(this.request.key, SALT.installed));
    if (migration === 'arrives') {
      return between(MIGRATION.secondInstalledFromMs, MIGRATION.secondInstalledUntilMs, part);
    }
    const untilMs =
      migration === 'leaves' ? MIGRATION.firstInstalledUntilMs : this.#rhythm.lastInstallationMs;
    const fromMs = Math.max(depositedMs, this.#referencedMs) + this.#delay('installed');
    return between(fromMs, untilMs, isIncentivised ? this.#sooner(part) : part);
  }

  /** The verification and the invoice; returns the invoice's instant. */
  #verification(installedMs: number): number {
    const { isUnsignedFirst, decision } = this.request;
    let at = installedMs + this.#delay('verified');
    if (isUnsignedFirst || decision === 'never_signed') {
      this.#add('InstallationVerified', at, false);
      if (decision !== 'never_signed') {
        this.#add('InstallationVerified', (at += this.#delay('verifiedAgain')), true);
      }
    } else {
      this.#add('InstallationVerified', at, true);
    }
    this.#add('InvoiceIssued', (at += this.#delay('invoiced')));
    return at;
  }

  /** The balance, from its first deposit to its decision; returns the last deposit. Delays add up before hours are moved, or a week-end would turn two facts round. */
  #balance(readyMs: number): number {
    const { request } = this;
    const lastRaw = this.#lastDeposit(readyMs);
    // A balance around the deadline stands at its very second, whatever the hour.
    const balanceMs = this.#isAtDeadline() ? lastRaw : officeInstant(lastRaw);
    const partOfWay = (part: number): number => officeInstant(between(readyMs, lastRaw, part));
    // Working hours keep the order of instants, but a balance at a very second was not moved into them.
    const before = (part: number): number => Math.min(partOfWay(part), balanceMs);
    if (request.isBalanceIncomplete) this.#addAt('BalanceIncomplete', before(0.1));
    if (request.isBalanceAmended) {
      this.#addAt('BalanceDeposited', before(0.4));
      this.#addAt('BalanceToAmend', before(0.7));
    }
    this.#addAt('BalanceDeposited', balanceMs);
    this.#decision(lastRaw);
    return balanceMs;
  }

  #lastDeposit(readyMs: number): number {
    const { request } = this;
    const { balanceBeforeMs } = this.#ends;
    if (request.balance === 'late') {
      return balanceBeforeMs + known(LATENESS_MS[request.lateness % LATENESS_MS.length]);
    }
    if (this.#isAtDeadline()) return balanceBeforeMs - 1_000;
    const untilMs =
      request.migration === 'leaves' ? MIGRATION.firstBalanceUntilMs : balanceBeforeMs - HOUR_MS;
    const missing = 1 - fraction(mix(request.key, SALT.balance));
    // Squared: deposits ramp up to the closing.
    return between(readyMs, untilMs, 1 - missing * missing);
  }

  /** Late ones and, of those in time, the ones of the last second. */
  #isAtDeadline(): boolean {
    const { balance, migration, lateness } = this.request;
    return balance === 'late' || (migration === 'none' && lateness % LAST_SECOND_ONE_IN === 0);
  }

  #decision(balanceRawMs: number): void {
    const { decision, balance } = this.request;
    if (balance === 'late' || decision === 'never_signed' || decision === 'below_threshold') {
      this.#add('BalanceRefused', balanceRawMs + this.#delay('balanceRefused'));
      return;
    }
    if (decision === 'left_deposited') return;
    let at = balanceRawMs + this.#delay('balanceValidated');
    this.#add('BalanceValidated', at);
    if (decision === 'left_validated') return;
    this.#add('BalancePaid', (at += this.#delay('balancePaid')));
    if (!this.request.isControlled) return;
    this.#add('ControlOpened', (at += this.#delay('controlOpened')));
    if (!this.request.isRecovered) return;
    this.#add('PaymentRecovered', at + this.#delay('paymentRecovered'));
  }

  #obstacle(installedMs: number, untilMs: number): void {
    if (this.request.obstacle === undefined) return;
    const part = fraction(mix(this.request.key, SALT.obstacle));
    this.#addAt('ObstacleReported', between(installedMs, untilMs, part));
  }

  /** The invoice is recorded after the last fact that waits for it: its step stays, its arrival does not. */
  #withLateInvoice(steps: readonly PlannedStep[]): PlannedStep[] {
    const deposit = steps.findLast(({ record }) => record === 'BalanceDeposited');
    if (deposit === undefined) return [...steps];
    const days = 1 + 9 * fraction(mix(this.request.key, SALT.invoice));
    const registeredMs = officeInstant(deposit.atMs + Math.floor(days * DAY_MS));
    return steps.map((step) =>
      step.record === 'InvoiceIssued' ? { ...step, registeredMs } : step,
    );
  }

  #sooner(part: number): number {
    return part * (1 - this.request.incentiveLead);
  }

  /** A delay of a step in whole milliseconds. */
  #delay(name: DelayName): number {
    const [least, most] = DELAY_DAYS[name];
    const part = fraction(mix(this.request.key, SALT.delay + DELAY_NAMES.indexOf(name)));
    return Math.floor((least + (most - least) * part) * this.#rhythm.pace * DAY_MS);
  }

  #add(record: PlannedStep['record'], rawMs: number, isSigned = false): number {
    return this.#addAt(record, officeInstant(rawMs), isSigned);
  }

  #addAt(record: PlannedStep['record'], atMs: number, isSigned = false): number {
    this.#steps.push({ record, atMs, registeredMs: atMs, isSigned });
    return atMs;
  }
}

/** The instant at which so large a part of the orders is signed. */
function instantOfShare({ signed }: Rhythm, share: number): number {
  const next = Math.max(
    1,
    signed.findIndex((point) => share < point.share),
  );
  const from = known(signed[next - 1]);
  const to = known(signed[next]);
  return between(from.atMs, to.atMs, (share - from.share) / (to.share - from.share));
}
