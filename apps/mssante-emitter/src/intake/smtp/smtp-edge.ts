import type { AddressInfo } from 'node:net';
import { MailRefusedError, parseMailbox, type Mailbox } from '#libs/mssante';
import { systemClock, type Clock, type KeyPair } from '#libs/platform';
import type { LoggerService } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { ProtocolDoors } from '#libs/edge';
import type { Delivery } from '../mail/command-of-mail.js';
import { RECIPIENTS_MAX } from '../limits.js';
import { ByteBudget } from './byte-budget.js';
import { receiveBytes, type ReceivedBytes } from './receive-bytes.js';
import { assertStillAdmitted, logIn, type SmtpUser } from './smtp-login.js';
import { isUnexpected, replyOf } from './smtp-reply.js';

/** Where nothing else is said: this machine alone. */
const HOST_DEFAULT = '127.0.0.1';
/** Milliseconds without a byte after which a connection is closed. */
const SOCKET_TIMEOUT_MS = 60_000;
/** Milliseconds that connections get to end at the stop. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Longest line of a command, bytes (RFC 5321 asks for 512 at least, parameters included 1,000 are plenty). */
const COMMAND_BYTES_MAX = 1_000;

export interface SmtpEdgeOptions {
  /** Omitted: 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** STARTTLS is offered, and demanded before a login. Omitted: plain text. */
  readonly tls?: KeyPair | undefined;
  /** Who may send. Omitted, or doors that ask nobody: everybody. */
  readonly doors?: ProtocolDoors;
  readonly messageBytesMax: number;
  readonly bytesInFlightMax: number;
  readonly connectionsMax: number;
  readonly transferMsMax: number;
  /**
   * Whether a mailbox exists; asked at RCPT.
   *
   * @throws MailRefusedError mailbox-unknown
   */
  readonly assertMailbox: (mailbox: Mailbox) => Promise<void>;
  /**
   * Takes a mail to its end: resolves with the text after 250 when it is settled for good.
   *
   * @throws MailRefusedError, IntakeBusyError, IntakeUnavailableError
   */
  readonly deliver: (delivery: Delivery) => Promise<string>;
  readonly logger: Pick<LoggerService, 'error'>;
  readonly clock?: Pick<Clock, 'sleep'>;
}

/**
 * The SMTP server of the test domain. It writes enhanced status codes itself, because the library
 * has one for each reply code and this intake needs several.
 */
export class SmtpEdge {
  readonly #server: SMTPServer;
  readonly #budget: ByteBudget;

  private constructor(private readonly options: SmtpEdgeOptions) {
    this.#budget = new ByteBudget(options.bytesInFlightMax);
    const { tls, doors } = options;
    const isClosed = doors?.isClosed ?? false;
    this.#server = new SMTPServer({
      name: 'simulation.mssante.fr',
      banner: 'MSSante simulation, synthetic data only',
      size: options.messageBytesMax,
      maxClients: options.connectionsMax,
      maxCommandLength: COMMAND_BYTES_MAX,
      socketTimeout: SOCKET_TIMEOUT_MS,
      closeTimeout: CLOSE_TIMEOUT_MS,
      disabledCommands: [...(isClosed ? [] : ['AUTH']), ...(tls ? [] : ['STARTTLS'])],
      ...tls,
      authMethods: ['PLAIN', 'LOGIN'],
      authOptional: !isClosed,
      // Without TLS it listens on this machine alone: see MssanteIntakeSettings.
      allowInsecureAuth: tls === undefined,
      onAuth: ({ password }, _session, callback) => {
        this.#logIn(password, callback);
      },
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: true,
      onMailFrom: ({ address }, session, callback) => {
        this.#answer(() => this.#sender(address, session), callback);
      },
      onRcptTo: ({ address }, session, callback) => {
        this.#answer(() => this.#recipient(address, session), callback);
      },
      onData: (stream, session, callback) => {
        this.#answer(() => this.#data(stream, session), callback);
      },
    });
    // Trouble of one connection ends that connection; the listener's own comes before `listen` resolves.
    this.#server.on('error', () => undefined);
  }

  /** Listens. */
  static async listen(options: SmtpEdgeOptions): Promise<SmtpEdge> {
    const edge = new SmtpEdge(options);
    await new Promise<void>((resolve, reject) => {
      edge.#server.once('error', reject);
      edge.#server.listen(options.port, options.host ?? HOST_DEFAULT, resolve);
    });
    return edge;
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Bytes of messages that are being received or settled. */
  get bytesInFlight(): number {
    return this.#budget.taken;
  }

  /** Takes no new connection, and closes those that are open within CLOSE_TIMEOUT_MS. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #logIn(
    password: string | null | undefined,
    callback: (error: Error | null, response?: { readonly user: SmtpUser }) => void,
  ): void {
    const { doors, logger } = this.options;
    // Without doors the command is not there.
    const user = doors ? logIn(doors, password) : Promise.reject(new Error('AUTH without doors'));
    user.then(
      (known) => {
        callback(null, { user: known });
      },
      (error: unknown) => {
        if (isUnexpected(error)) logger.error(error);
        callback(replyOf(error));
      },
    );
  }

  async #sender(address: string, { user }: SMTPServerSession): Promise<void> {
    const { doors } = this.options;
    // A connection may stay open for longer than a key counts.
    if (doors?.isClosed) await assertStillAdmitted(doors, user as SmtpUser);
    // An empty sender is a receipt's; which mails may have one is known with their content.
    if (address !== '') parseMailbox(address);
  }

  async #recipient(address: string, { envelope }: SMTPServerSession): Promise<void> {
    if (envelope.rcptTo.length >= RECIPIENTS_MAX) {
      throw new MailRefusedError('too-many-recipients', `more than ${RECIPIENTS_MAX}`);
    }
    await this.options.assertMailbox(parseMailbox(address));
  }

  async #data(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<string> {
    const { messageBytesMax, transferMsMax, clock = systemClock } = this.options;
    const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const recipients = envelope.rcptTo.map(({ address }) => parseMailbox(address));
    let received: ReceivedBytes;
    try {
      received = await receiveBytes(
        stream,
        this.#budget,
        { bytesMax: messageBytesMax, transferMsMax },
        clock,
      );
    } catch (error) {
      // A slow sender is not waited for: without its stream the library answers at once.
      if (error instanceof MailRefusedError && error.refusal === 'too-slow') stream.destroy();
      throw error;
    }
    try {
      return await this.options.deliver({ sender, recipients, raw: received.raw });
    } finally {
      received.release();
    }
  }

  #answer<T>(
    work: () => Promise<T>,
    callback: (error?: Error | null, text?: string) => void,
  ): void {
    Promise.resolve()
      .then(work)
      .then(
        (text) => {
          if (typeof text === 'string') callback(null, text);
          else callback();
        },
        (error: unknown) => {
          if (isUnexpected(error)) this.options.logger.error(error);
          callback(replyOf(error));
        },
      );
  }
}
