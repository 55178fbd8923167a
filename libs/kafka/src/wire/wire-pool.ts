import { WireConnection, type WireOptions } from './wire-connection.js';

interface BrokerPlace {
  readonly host: string;
  readonly port: number;
}

/** One connection to each broker that was asked for, opened when first needed and again when it broke. */
export class WirePool {
  readonly #connections = new Map<string, Promise<WireConnection>>();
  readonly #options: WireOptions;
  #isClosed = false;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** @throws NetworkError, TimeoutError of the library when there is no connection */
  async get({ host, port }: BrokerPlace): Promise<WireConnection> {
    const name = `${host}:${String(port)}`;
    const known = this.#connections.get(name);
    if (known !== undefined) {
      const connection = await known;
      if (connection.isOpen) return connection;
      if (this.#connections.get(name) === known) this.#connections.delete(name);
      return this.get({ host, port });
    }
    const opening = WireConnection.open(host, port, this.#options);
    this.#connections.set(name, opening);
    try {
      const connection = await opening;
      if (this.#isClosed) connection.close();
      return connection;
    } catch (error) {
      if (this.#connections.get(name) === opening) this.#connections.delete(name);
      throw error;
    }
  }

  /** Closes every connection; a request under way fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const opening of this.#connections.values()) {
      const connection = await opening.catch(() => undefined);
      connection?.close();
    }
    this.#connections.clear();
  }

  /** Breaks every open connection, for tests. */
  async breakAll(): Promise<number> {
    const all = await Promise.all(
      [...this.#connections.values()].map((opening) => opening.catch(() => undefined)),
    );
    const open = all.filter((connection) => connection?.isOpen === true);
    for (const connection of open) connection?.close();
    return open.length;
  }
}
