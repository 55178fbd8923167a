import { afterEach, describe, expect, it } from '@jest/globals';
import { IntakeBusyError, IntakeUnavailableError } from '#libs/intake';
import { MailRefusedError } from '#libs/mssante';
import { eventually } from '#libs/testing';
import { RECIPIENTS_MAX } from '../limits.js';
import { COLLEAGUE, SENDER } from '../test-mails.js';
import type { SmtpEdge, SmtpEdgeOptions } from './smtp-edge.js';
import { Client } from './test-client.js';
import { listenForSpec } from './test-edge.js';

describe('the SMTP edge', () => {
  const edges: SmtpEdge[] = [];
  const clients: Client[] = [];

  const listen = async (more: Partial<SmtpEdgeOptions> = {}): Promise<SmtpEdge> => {
    const edge = await listenForSpec(more);
    edges.push(edge);
    return edge;
  };
  const client = async (edge: SmtpEdge): Promise<Client> => {
    const made = await Client.to(edge.port);
    clients.push(made);
    return made;
  };
  const answerTo = async (more: Partial<SmtpEdgeOptions>, text = 'x'): Promise<string> => {
    const one = await client(await listen(more));
    await one.envelope(SENDER, [COLLEAGUE]);
    return one.data(text);
  };

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await Promise.all(edges.splice(0).map((edge) => edge.close()));
  });

  it('hands over the bytes and the envelope, and says what delivery says', async () => {
    const seen: string[] = [];
    const answer = await answerTo(
      {
        deliver: ({ sender, recipients, raw }) => {
          seen.push(sender, ...recipients.map(({ address }) => address), raw.toString());
          return Promise.resolve('2.6.0 accepted');
        },
      },
      'Subject: x\r\n\r\n..dot',
    );
    expect(answer).toBe('250 2.6.0 accepted');
    expect(seen).toEqual([SENDER, COLLEAGUE, 'Subject: x\r\n\r\n.dot\r\n']);
  });

  it('never relays, whoever sends', async () => {
    const one = await client(await listen());
    const replies = await one.envelope(SENDER, [
      'someone@example.org',
      'someone@simulation.mssante.fr@example.org',
      '"someone@example.org"@simulation.mssante.fr',
      'someone%example.org@simulation.mssante.fr',
      'per.1@chb.mssante.fr',
    ]);
    expect(replies[0]).toMatch(/^250/);
    for (const reply of replies.slice(1)) expect(reply).toMatch(/^5\d\d /);
    expect(await one.say('DATA')).toMatch(/^503/);
    expect(await one.say('RSET')).toMatch(/^250/);
    expect(await one.say('MAIL FROM:<someone@example.org>')).toMatch(/^550 5\.7\.1 relay-denied/);
  });

  it.each([
    [
      new MailRefusedError('bad-archive', 'noise'),
      /^554 5\.6\.0 bad-archive: expected one IHE_XDM/,
    ],
    [new MailRefusedError('conversation-closed', 'x'), /^550 5\.7\.1 conversation-closed/],
    [new IntakeBusyError('mssante', 1, 1), /^451 4\.3\.2 busy/],
    [new IntakeUnavailableError('mssante', 1), /^451 4\.3\.0 unavailable/],
    [new TypeError('secret of the house'), /^451 4\.3\.0 unavailable: (?!.*secret)/],
  ])('answers %s by its code', async (error, reply) => {
    expect(await answerTo({ deliver: () => Promise.reject(error) })).toMatch(reply);
  });

  it('logs what nobody planned, and nothing else', async () => {
    const logged: unknown[] = [];
    const logger = { error: (message: unknown) => logged.push(message) };
    await answerTo({ logger, deliver: () => Promise.reject(new MailRefusedError('busy', 'x')) });
    expect(logged).toEqual([]);
    await answerTo({ logger, deliver: () => Promise.reject(new TypeError('bug')) });
    expect(logged).toHaveLength(1);
  });

  it('takes a message of the largest size, and refuses one byte more and a larger announcement', async () => {
    const text = (bytes: number): string => 'm'.repeat(bytes - 2);
    expect(await answerTo({}, text(10_000))).toMatch(/^250/);
    expect(await answerTo({}, text(10_001))).toMatch(/^552 5\.3\.4 message-too-big/);
    const one = await client(await listen());
    await one.reply();
    await one.say('EHLO spec');
    expect(await one.say(`MAIL FROM:<${SENDER}> SIZE=10001`)).toMatch(/^552/);
  });

  it('bounds recipients, one more is told to come in another mail', async () => {
    const one = await client(await listen());
    const to = Array.from(
      { length: RECIPIENTS_MAX + 1 },
      (_, k) => `per.${k}@simulation.mssante.fr`,
    );
    const replies = await one.envelope(SENDER, to);
    expect(replies.slice(0, -1).every((reply) => reply.startsWith('250'))).toBe(true);
    expect(replies.at(-1)).toMatch(/^452 4\.5\.3 too-many-recipients/);
    expect(await one.data('x')).toMatch(/^250/);
  });

  it('bounds the bytes of all messages, and gives them back with each answer', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const edge = await listen({
      bytesInFlightMax: 10_000,
      deliver: async () => {
        await held;
        return '2.6.0 accepted';
      },
    });
    const [first, second] = [await client(edge), await client(edge)];
    await first.envelope(SENDER, [COLLEAGUE]);
    await second.envelope(SENDER, [COLLEAGUE]);
    const waiting = first.data('m'.repeat(9000));
    await eventually('the first message is held', 5000, () =>
      edge.bytesInFlight > 9000 ? true : undefined,
    );
    expect(await second.data('m'.repeat(2000))).toMatch(/^452 4\.3\.1 out-of-memory/);
    release();
    expect(await waiting).toMatch(/^250/);
    expect(edge.bytesInFlight).toBe(0);
  });

  it('answers a sender that is too slow, and closes', async () => {
    const one = await client(await listen({ transferMsMax: 50 }));
    await one.envelope(SENDER, [COLLEAGUE]);
    await one.say('DATA');
    one.socket.write('Subject: half\r\n');
    expect(await one.reply()).toMatch(/^421 4\.4\.2 too-slow/);
    expect(await one.reply()).toBe('');
  });

  it('delivers nothing of a message whose sender is gone, and forgets its bytes', async () => {
    let delivered = 0;
    const edge = await listen({
      deliver: () => {
        delivered++;
        return Promise.resolve('2.6.0 accepted');
      },
    });
    const one = await client(edge);
    await one.envelope(SENDER, [COLLEAGUE]);
    await one.say('DATA');
    one.socket.write(`Subject: half\r\n\r\n${'m'.repeat(500)}`);
    await eventually('half a message has come', 5000, () =>
      edge.bytesInFlight > 0 ? true : undefined,
    );
    one.socket.destroy();
    await eventually('its bytes are forgotten', 5000, () =>
      edge.bytesInFlight === 0 ? true : undefined,
    );
    expect(delivered).toBe(0);
  });

  it('refuses a connection too many', async () => {
    const edge = await listen({ connectionsMax: 1 });
    const one = await client(edge);
    expect(await one.reply()).toMatch(/^220/);
    const other = await client(edge);
    expect(await other.reply()).toMatch(/^421/);
  });

  it('answers garbage in the place of commands, and lives', async () => {
    const edge = await listen();
    const one = await client(edge);
    await one.reply();
    expect(await one.say('\u0000\u00ff GARBAGE')).toMatch(/^5\d\d/);
    expect(await one.say('X'.repeat(5000))).toMatch(/^421/);
    const other = await client(edge);
    expect(await other.reply()).toMatch(/^220/);
  });
});
