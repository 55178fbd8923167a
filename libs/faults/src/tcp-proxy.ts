import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock, type Clock } from '#libs/platform';
import { Chance } from './chance.js';
import { CLEAR, type LinkConditions } from './link-conditions.js';
import { OneWay } from './one-way.js';

/** Everything here stays on this machine. */
export const LOOPBACK = '127.0.0.1';

/** Sees the bytes of one connection, each way, and says what of them may go on. */
export interface Inspector {
  readonly toServer: (piece: Buffer) => Buffer;
  readonly toClient: (piece: Buffer) => Buffer;
}

/** A connection through the proxy. */
export interface Link {
  /** Ends it at both ends at once, as a reset. */
  cut(): void;
}

export interface TcpProxyOptions {
  /** Seed of the jitter. Omitted: 0. */
  readonly seed?: number;
  /** Port to listen on. Omitted: any free one. */
  readonly port?: number;
  /** Omitted: the machine's clock. */
  readonly clock?: Clock;
  /** Makes the inspector of a new connection. Omitted: nobody looks. */
  readonly inspectorOf?: (link: Link) => Inspector;
}

/**
 * A network between clients and one server of this machine, which may become slow, narrow, silent or
 * cut, for all connections at once. A proxy without conditions hands on what it gets.
 */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  readonly #clock: Clock;
  readonly #chance: Chance;
  #conditions = CLEAR;
  #target = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly options: TcpProxyOptions,
  ) {
    this.#clock = options.clock ?? systemClock;
    this.#chance = new Chance(options.seed ?? 0);
    server.on('connection', (client) => {
      this.#join(client);
    });
  }

  /** Starts to listen on loopback; connections are refused until it is aimed. */
  static async start(options: TcpProxyOptions = {}): Promise<TcpProxy> {
    // One side may end while bytes for it are still on their way.
    const server = createServer({ allowHalfOpen: true });
    server.listen(options.port ?? 0, LOOPBACK);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error(`a TCP server has an address with a port, came ${String(address)}`);
    }
    return new TcpProxy(server, address.port, options);
  }

  /** From now on new connections lead to this port. */
  aim(port: number): void {
    this.#target = port;
  }

  /** From now on the network is so, also for connections that are open. What is left out is clear. */
  set(conditions: Partial<LinkConditions>): void {
    this.#conditions = { ...CLEAR, ...conditions };
  }

  /** Resets every connection. New ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) if (!socket.destroyed) socket.resetAndDestroy();
  }

  /** Connections that are open, both ends of each counted once. */
  get links(): number {
    return this.#sockets.size / 2;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(client: Socket): void {
    const upstream = connect({ port: this.#target, host: LOOPBACK, allowHalfOpen: true });
    const ends = [client, upstream];
    const link: Link = {
      cut: () => {
        for (const end of ends) if (!end.destroyed) end.resetAndDestroy();
      },
    };
    for (const socket of ends) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      // The end of the other side says all there is to say.
      socket.on('error', () => undefined);
      socket.on('close', (hasFailed) => {
        this.#sockets.delete(socket);
        // An orderly end is handed on behind what is still on its way.
        if (hasFailed) link.cut();
      });
    }
    const inspector = this.options.inspectorOf?.(link);
    const shared = {
      conditions: () => this.#conditions,
      clock: this.#clock,
      chance: this.#chance,
    };
    new OneWay({ ...shared, from: client, to: upstream, inspect: inspector?.toServer });
    new OneWay({ ...shared, from: upstream, to: client, inspect: inspector?.toClient });
  }
}
