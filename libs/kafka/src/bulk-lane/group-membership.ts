import type { Clock } from '#libs/platform';
import { Logger } from '@nestjs/common';
import { Consumer, findErrorBy, type GroupAssignment } from '@platformatic/kafka';
import { asError, isPassing } from '../cluster/cluster.js';
import { CONNECT_TIMEOUT_MS, RETRY_DELAY_MS, connectionSecurity } from '../cluster/options.js';
import { forbiddenBy } from '../cluster/refusals.js';
import { BrokerLostError, BrokerRefusedError } from '../errors.js';
import { groupOptionsOf } from './co-partitioned.js';
import { withDefaults, type BulkLaneOptions } from './contract.js';

/** What the membership tells. Calls come one after the other, from the library's own events. */
export interface MembershipListener {
  /** A new generation of the group gave these partitions to this member; they replace the former ones. */
  onAssigned(assignments: readonly GroupAssignment[]): void;
  /** The group starts a new generation: what was assigned may be another's by now. */
  onRevoked(): void;
  /** Membership is lost for good. */
  onLost(error: Error): void;
}

/** Join requests wait for the other members: room for the broker's answer after that, milliseconds. */
const JOIN_GRACE_MS = 5000;
/** Attempts of the library at one group request, RETRY_DELAY_MS apart, before it tells us. */
const REQUEST_RETRIES = 20;

/**
 * Membership in a consumer group, without the library's message stream: it joins, sends heartbeats
 * and joins again by itself, under the classic protocol.
 */
export class GroupMembership {
  readonly #consumer: Consumer;
  readonly #clock: Clock;
  readonly #logger = new Logger(GroupMembership.name);
  readonly #groupId: string;
  readonly #sessionTimeoutMs: number;
  readonly #brokerLossMs: number;
  readonly #listener: MembershipListener;
  #lastHeartbeatMs = -Infinity;
  readonly #closed = new AbortController();

  constructor(options: BulkLaneOptions, clock: Clock, listener: MembershipListener) {
    const timing = withDefaults(options);
    this.#clock = clock;
    this.#listener = listener;
    this.#groupId = options.groupId;
    this.#sessionTimeoutMs = timing.sessionTimeoutMs;
    this.#brokerLossMs = timing.brokerLossMs;
    const rebalanceTimeout = Math.max(timing.rebalanceTimeoutMs, timing.sessionTimeoutMs);
    this.#consumer = new Consumer({
      clientId: options.clientId,
      groupId: options.groupId,
      bootstrapBrokers: [...options.brokers],
      groupProtocol: 'classic',
      ...groupOptionsOf(timing.partitionAssigner),
      sessionTimeout: timing.sessionTimeoutMs,
      heartbeatInterval: timing.heartbeatIntervalMs,
      rebalanceTimeout,
      connectTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      requestTimeout: rebalanceTimeout + JOIN_GRACE_MS,
      retries: REQUEST_RETRIES,
      retryDelay: RETRY_DELAY_MS,
      ...connectionSecurity(options),
    });
    this.#listen();
  }

  /** The library's consumer, for Server.unwrap. */
  get consumer(): Consumer {
    return this.#consumer;
  }

  /** True while the group has heard of this member within the session timeout. */
  get isMember(): boolean {
    const silentMs = this.#clock.monotonicMs() - this.#lastHeartbeatMs;
    return !this.#isClosed() && this.#consumer.isActive() && silentMs < this.#sessionTimeoutMs;
  }

  /**
   * Joins the group; the assignment comes through the listener.
   *
   * @throws BrokerLostError when it took longer than brokerLossMs, BrokerRefusedError
   */
  async join(topics: readonly string[]): Promise<void> {
    this.#consumer.topics.trackAll(...topics);
    await this.#joinWithinBound();
  }

  /** Asks the group again what is assigned, after another member proved to own our partitions. */
  async rejoin(): Promise<void> {
    await this.#clock.sleep(RETRY_DELAY_MS);
    await this.#joinWithinBound();
  }

  /** Commits offsets to the group, where lag displays look for them. Nothing else reads them. */
  async commit(
    offsets: readonly { topic: string; partition: number; offset: bigint }[],
  ): Promise<void> {
    await this.#consumer.commit({
      offsets: offsets.map((offset) => ({ ...offset, leaderEpoch: -1 })),
    });
  }

  /** Leaves the group, so that the others need not wait for the session to expire. */
  async leave(): Promise<void> {
    if (this.#isClosed()) return;
    this.#closed.abort();
    await this.#consumer.close(true);
  }

  #listen(): void {
    const consumer = this.#consumer;
    consumer.on('consumer:group:join', ({ assignments, generationId }) => {
      this.#lastHeartbeatMs = this.#clock.monotonicMs();
      const shown = (assignments ?? []).map((a) => `${a.topic}: ${a.partitions.join(' ')}`);
      this.#logger.log(
        `group ${this.#groupId} generation ${generationId ?? 0}: ${shown.join('; ') || 'no partition'}`,
      );
      if (!this.#isClosed()) this.#listener.onAssigned(assignments ?? []);
    });
    consumer.on('consumer:group:rebalance', () => {
      if (!this.#isClosed()) this.#listener.onRevoked();
    });
    consumer.on('consumer:heartbeat:end', () => {
      this.#lastHeartbeatMs = this.#clock.monotonicMs();
    });
    consumer.on('consumer:heartbeat:error', ({ error }) => {
      this.#logger.warn(`group ${this.#groupId}: a heartbeat failed: ${error.message}`);
    });
    // The library gives up after a failed rejoin: from then on nobody would send heartbeats.
    consumer.on('error', (error) => {
      if (this.#isClosed()) return;
      this.#logger.warn(`group ${this.#groupId}: joining again failed: ${error.message}`);
      this.#joinWithinBound().catch((lost: unknown) => {
        this.#listener.onLost(asError(lost));
      });
    });
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  async #joinWithinBound(): Promise<void> {
    const startedMs = this.#clock.monotonicMs();
    while (!this.#isClosed()) {
      try {
        await this.#consumer.joinGroup({});
        return;
      } catch (error) {
        if (this.#isClosed()) return;
        const waitedMs = this.#clock.monotonicMs() - startedMs;
        const what = `joining group ${this.#groupId}`;
        if (!mayJoinLater(asError(error))) {
          const reason = forbiddenBy(error) ?? asError(error).message;
          throw new BrokerRefusedError(what, reason, { cause: error });
        }
        if (waitedMs > this.#brokerLossMs) {
          throw new BrokerLostError(what, waitedMs, { cause: error });
        }
        await this.#clock.sleep(RETRY_DELAY_MS);
      }
    }
  }
}

/** The library marks errors of the group's protocol as needsRejoin: trying again is the cure. */
function mayJoinLater(error: Error): boolean {
  return isPassing(error) || findErrorBy(error, 'needsRejoin', true) !== null;
}
