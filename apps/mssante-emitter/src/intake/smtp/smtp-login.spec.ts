import { ProblemError, type ProtocolDoors } from '#libs/edge';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SENDER } from '../test-mails.js';
import type { SmtpEdge } from './smtp-edge.js';
import { Client } from './test-client.js';
import { listenForSpec } from './test-edge.js';

/** Doors that open for one key as long as `isGood` says so. */
class OneKey implements ProtocolDoors {
  readonly isClosed = true;
  isGood = true;
  isAway = false;

  admit(credential: string, scope: string): ReturnType<ProtocolDoors['admit']> {
    if (this.isAway) return Promise.reject(problem(503));
    if (credential !== 'the-key' && credential !== 'a-reader') return Promise.reject(problem(401));
    if (!this.isGood) return Promise.reject(problem(401));
    if (credential === 'a-reader' || scope !== 'deposits:write')
      return Promise.reject(problem(403));
    return Promise.resolve({ kind: 'software', subject: 'spec', scopes: new Set([scope]) });
  }
}

function problem(status: number): ProblemError {
  return new ProblemError({ status, name: 'spec', title: 'spec', detail: 'secret of the house' });
}

describe('the login of the SMTP edge', () => {
  const edges: SmtpEdge[] = [];
  const clients: Client[] = [];
  const logged: unknown[] = [];

  const greeted = async (doors: ProtocolDoors): Promise<Client> => {
    const edge = await listenForSpec({
      doors,
      logger: { error: (message: unknown) => logged.push(message) },
    });
    edges.push(edge);
    const client = await Client.to(edge.port);
    clients.push(client);
    await client.reply();
    await client.say('EHLO spec');
    return client;
  };
  const mailFrom = (client: Client): Promise<string> => client.say(`MAIL FROM:<${SENDER}>`);

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await Promise.all(edges.splice(0).map((edge) => edge.close()));
    logged.length = 0;
  });

  it('takes no mail of somebody who has not logged in', async () => {
    expect(await mailFrom(await greeted(new OneKey()))).toMatch(/^530 /);
  });

  it('opens for a key, whatever the name', async () => {
    const client = await greeted(new OneKey());
    expect(await client.logIn('the-key')).toMatch(/^235 /);
    expect(await mailFrom(client)).toMatch(/^250 /);
  });

  it('is offered as LOGIN too', async () => {
    const client = await greeted(new OneKey());
    const coded = (text: string): string => Buffer.from(text).toString('base64');
    expect(await client.say(`AUTH LOGIN ${coded('anything')}`)).toMatch(/^334 /);
    expect(await client.say(coded('the-key'))).toMatch(/^235 /);
  });

  it.each([
    ['another', /^535 5\.7\.8 login: expected an API key or a token that counts/],
    ['', /^535 5\.7\.8 login: expected an API key or a token that counts/],
    ['a-reader', /^535 5\.7\.8 login: expected a key or token with the scope deposits:write/],
  ])('refuses "%s" without a word of why', async (password, reply) => {
    const client = await greeted(new OneKey());
    const came = await client.logIn(password);
    expect(came).toMatch(reply);
    expect(came).not.toContain('secret');
    expect(await mailFrom(client)).toMatch(/^530 /);
    expect(logged).toEqual([]);
  });

  it('says that it may open later when nobody can be asked now', async () => {
    const doors = Object.assign(new OneKey(), { isAway: true });
    expect(await (await greeted(doors)).logIn('the-key')).toMatch(/^454 4\.7\.0 /);
  });

  it('asks again for each mail of a connection: keys are revoked', async () => {
    const doors = new OneKey();
    const client = await greeted(doors);
    await client.logIn('the-key');
    expect(await mailFrom(client)).toMatch(/^250 /);
    await client.say('RSET');
    doors.isGood = false;
    expect(await mailFrom(client)).toMatch(/^530 5\.7\.0 login: /);
  });

  it('is not there where nobody is asked', async () => {
    const client = await greeted({
      isClosed: false,
      admit: () => Promise.resolve({ kind: 'anonymous' }),
    });
    expect(await client.logIn('the-key')).toMatch(/^50\d /);
    expect(await mailFrom(client)).toMatch(/^250 /);
  });
});
