import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

/** A client that writes lines and reads replies, as little as SMTP needs. */
export class Client {
  readonly #lines: AsyncIterator<string>;

  private constructor(
    readonly socket: Socket,
    reader: Interface,
  ) {
    this.#lines = reader[Symbol.asyncIterator]();
  }

  static async to(port: number): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return new Client(socket, createInterface({ input: socket }));
  }

  /** The last line of a reply; empty when the connection ended. */
  async reply(): Promise<string> {
    for (;;) {
      const line = await this.#lines.next();
      if (line.done === true) return '';
      if (!/^\d{3}-/.test(line.value)) return line.value;
    }
  }

  async say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** The replies of an envelope with these recipients. */
  async envelope(from: string, to: readonly string[]): Promise<string[]> {
    await this.reply();
    await this.say('EHLO spec');
    const replies = [await this.say(`MAIL FROM:<${from}>`)];
    for (const address of to) replies.push(await this.say(`RCPT TO:<${address}>`));
    return replies;
  }

  /** The reply to a login whose password this is. */
  logIn(password: string): Promise<string> {
    return this.say(`AUTH PLAIN ${Buffer.from(`\0anything\0${password}`).toString('base64')}`);
  }

  async data(text: string): Promise<string> {
    await this.say('DATA');
    return this.say(`${text}\r\n.`);
  }
}
