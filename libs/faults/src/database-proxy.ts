import {
  PostgresMessages,
  startupParameter,
  statementOf,
  type PostgresMessage,
} from './postgres-messages.js';
import {
  LOOPBACK,
  TcpProxy,
  type Inspector,
  type Link,
  type TcpProxyOptions,
} from './tcp-proxy.js';

/** before: COMMIT has left the client and never reaches the server. after: the server has committed, and its answer never arrives. */
export type CommitMoment = 'before commit' | 'after commit';

/** Somebody's transaction, at the moment of its COMMIT. */
export interface Committing {
  /** application_name of the connection; empty: it gave none. */
  readonly application: string;
  /** Beginnings of the statements since BEGIN. */
  readonly statements: readonly string[];
}

/** A COMMIT that is waited for. */
export interface CommitTrap {
  readonly moment: CommitMoment;
  /** Whose commit it is to be. */
  readonly isMeant: (committing: Committing) => boolean;
  /** What happens at that moment, before the connection is cut: such as a kill -9. */
  readonly spring: (committing: Committing) => void;
}

/** Statements of one transaction that are remembered. */
const STATEMENTS_MAX = 50;

/**
 * A network before a PostgreSQL that knows when COMMIT passes: the one moment at which it matters what
 * each side knows. The server and the client are the real ones, and nobody has to be changed for it.
 */
export class DatabaseProxy {
  readonly #traps = new Set<CommitTrap>();
  readonly #url: string;
  readonly network: TcpProxy;

  private constructor(network: TcpProxy, databaseUrl: string) {
    this.network = network;
    this.#url = databaseUrl;
  }

  static async start(
    databaseUrl: string,
    options: Omit<TcpProxyOptions, 'inspectorOf'> = {},
  ): Promise<DatabaseProxy> {
    const opened: { proxy?: DatabaseProxy } = {};
    const network = await TcpProxy.start({
      ...options,
      inspectorOf: (link) => new Session(link, (committing) => opened.proxy?.claim(committing)),
    });
    network.aim(Number(new URL(databaseUrl).port));
    opened.proxy = new DatabaseProxy(network, databaseUrl);
    return opened.proxy;
  }

  /** Address of the database through this network. */
  get url(): string {
    const { port } = this.network;
    return Object.assign(new URL(this.#url), { hostname: LOOPBACK, port: String(port) }).href;
  }

  /** The trap that waits for this commit, which then waits for no other one. */
  claim(committing: Committing): CommitTrap | undefined {
    for (const trap of this.#traps) {
      if (!trap.isMeant(committing)) continue;
      this.#traps.delete(trap);
      return trap;
    }
    return undefined;
  }

  /** From now on the way leads to another server, of the same user, password and database. */
  aim(databaseUrl: string): void {
    this.network.aim(Number(new URL(databaseUrl).port));
  }

  /** Waits for one COMMIT. @returns what ends the waiting; harmless when the trap has sprung */
  set(trap: CommitTrap): () => void {
    this.#traps.add(trap);
    return () => this.#traps.delete(trap);
  }

  async close(): Promise<void> {
    await this.network.close();
  }
}

const NOTHING = Buffer.alloc(0);

/** What one connection says, and whether a trap waits for it. */
class Session implements Inspector {
  readonly #asked = new PostgresMessages(true);
  readonly #answered = new PostgresMessages(false);
  #application = '';
  #statements: string[] = [];
  /** The trap that this connection has stepped into: nothing passes any more. */
  #caught: CommitTrap | undefined;

  constructor(
    private readonly link: Link,
    private readonly claim: (committing: Committing) => CommitTrap | undefined,
  ) {}

  readonly toServer = (piece: Buffer): Buffer => {
    if (this.#caught !== undefined) return NOTHING;
    for (const message of this.#asked.in(piece)) {
      this.#note(message);
      if (!isCommit(message)) continue;
      const trap = this.claim(this.#committing());
      if (trap === undefined) continue;
      this.#caught = trap;
      if (trap.moment === 'after commit') return piece.subarray(0, message.end);
      this.#spring(trap);
      return piece.subarray(0, Math.max(0, message.start));
    }
    return piece;
  };

  readonly toClient = (piece: Buffer): Buffer => {
    const trap = this.#caught;
    const messages = this.#answered.in(piece);
    if (trap === undefined) return piece;
    // ReadyForQuery: the commit is through, or failed; either way only the server knows.
    if (messages.some(({ type }) => type === 'Z')) this.#spring(trap);
    return NOTHING;
  };

  #note(message: PostgresMessage): void {
    if (message.type === '')
      this.#application = startupParameter(message, 'application_name') ?? '';
    const statement = statementOf(message);
    if (statement === undefined) return;
    if (/^begin\b/i.test(statement)) this.#statements = [];
    else if (this.#statements.length < STATEMENTS_MAX) this.#statements.push(statement);
  }

  #committing(): Committing {
    return { application: this.#application, statements: this.#statements };
  }

  #spring(trap: CommitTrap): void {
    trap.spring(this.#committing());
    this.link.cut();
  }
}

function isCommit(message: PostgresMessage): boolean {
  return message.type === 'Q' && /^\s*commit\s*;?\s*$/i.test(statementOf(message) ?? '');
}
