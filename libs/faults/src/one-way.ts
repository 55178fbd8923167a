import type { Socket } from 'node:net';
import type { Clock } from '#libs/platform';
import type { Chance } from './chance.js';
import type { LinkConditions } from './link-conditions.js';

/** Bytes that wait in one direction; a sender beyond it is no longer read. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** How often a silent link is looked at, milliseconds. */
const SILENCE_TICK_MS = 20;

export interface OneWayParts {
  readonly from: Socket;
  readonly to: Socket;
  /** The conditions at this moment. */
  readonly conditions: () => LinkConditions;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Sees every piece as it comes in, and says what of it may go on. Omitted: all. */
  readonly inspect?: ((piece: Buffer) => Buffer) | undefined;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

/** One direction of a connection through a network: takes bytes in at once, and hands them on when the network would. */
export class OneWay {
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lastDueMs = 0;
  #isPumping = false;
  #hasEnded = false;

  constructor(private readonly parts: OneWayParts) {
    const { from } = parts;
    from.on('data', (piece: Buffer) => {
      this.#take(piece);
    });
    from.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  #take(piece: Buffer): void {
    const { from, inspect, conditions, clock, chance } = this.parts;
    const bytes = inspect === undefined ? piece : inspect(piece);
    if (bytes.length === 0) return;
    const { latencyMs, jitterMs, pieceBytesMax } = conditions();
    for (let start = 0; start < bytes.length; start += pieceBytesMax) {
      const lateMs = latencyMs + (jitterMs === 0 ? 0 : chance.between(0, jitterMs));
      this.#lastDueMs = Math.max(this.#lastDueMs, clock.monotonicMs() + lateMs);
      const part = bytes.subarray(start, start + pieceBytesMax);
      this.#waiting.push({ bytes: part, dueMs: this.#lastDueMs });
    }
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WAITING_BYTES_MAX) from.pause();
    this.#wake();
  }

  #wake(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#pump().finally(() => {
      this.#isPumping = false;
    });
  }

  async #pump(): Promise<void> {
    const { from, to, conditions, clock } = this.parts;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      while (conditions().isSilent && !to.destroyed) await clock.sleep(SILENCE_TICK_MS);
      await this.#until(next.dueMs);
      if (to.destroyed) return;
      to.write(next.bytes);
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes.length;
      if (from.isPaused() && this.#waitingBytes <= WAITING_BYTES_MAX / 2) from.resume();
      const { bytesPerSecond } = conditions();
      if (bytesPerSecond < Infinity) await clock.sleep((next.bytes.length / bytesPerSecond) * 1000);
    }
    if (this.#hasEnded) to.end();
  }

  /** A timer may ring a little early. */
  async #until(dueMs: number): Promise<void> {
    const { clock } = this.parts;
    for (
      let waitMs = dueMs - clock.monotonicMs();
      waitMs > 0;
      waitMs = dueMs - clock.monotonicMs()
    ) {
      await clock.sleep(Math.ceil(waitMs));
    }
  }
}
