import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbeddedIssuer, type EmbeddedIssuer } from '#libs/edge';
import type { EprescriptionIntake } from './start-intake.js';
import { IntakeHouse, PRESCRIBER, dispenseBody, issueBody, post } from './test-intake.js';

// Everything is real here: HTTP, the issuer of the tokens, the broker, the database.
describe('the intake of electronic prescriptions, with an issuer', () => {
  const house = new IntakeHouse();
  let issuer: EmbeddedIssuer;
  let intake: EprescriptionIntake;

  beforeAll(async () => {
    await house.open();
    issuer = await startEmbeddedIssuer({ professionals: 2 });
    intake = await house.start({ access: { issuer: issuer.url, audience: issuer.audience } });
  }, 60_000);

  afterAll(async () => {
    await house.close();
    await issuer.close();
  });

  /** A token of a client, with what it may ask for. */
  const tokenOf = async ({
    clientId,
    clientSecret,
    scopes,
  }: EmbeddedIssuer['clients'][number]): Promise<string> => {
    const response = await fetch(issuer.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') }),
    });
    // The token endpoint answers with JSON (RFC 6749, 5.1).
    const { access_token } = (await response.json()) as { access_token: string };
    return access_token;
  };
  const clientOf = (found: (client: EmbeddedIssuer['clients'][number]) => boolean) => {
    const client = issuer.clients.find(found);
    if (client === undefined) throw new Error('the issuer has no such client');
    return client;
  };

  it('takes the prescriber from the token, and lets no other professional cancel', async () => {
    const [doctor, other] = issuer.clients.filter(({ subject }) => /^8\d{11}$/.test(subject));
    if (doctor === undefined || other === undefined) throw new Error('expected two professionals');
    const token = await tokenOf(doctor);
    const { prescriber: _prescriber, ...body } = issueBody();
    expect(_prescriber).toBe(PRESCRIBER);
    const { status, json } = await post(`${intake.url}/prescriptions`, body, token);
    expect(status).toBe(201);
    const url = `${intake.url}/prescriptions/${String(json['number'])}`;
    expect(await post(`${url}/cancellation`, {}, await tokenOf(other))).toMatchObject({
      status: 403,
      json: { type: 'urn:mes-flow:problem:not-the-prescriber' },
    });
    expect(await post(`${url}/cancellation`, { prescriber: other.subject }, token)).toMatchObject({
      status: 403,
      json: { type: 'urn:mes-flow:problem:not-the-caller' },
    });
    expect(await post(`${url}/cancellation`, {}, token)).toMatchObject({ status: 200 });
  });

  it('takes the professional from the body for software, and asks for the scope', async () => {
    const software = await tokenOf(clientOf(({ clientId }) => clientId === 'software-deposits'));
    const issued = await post(`${intake.url}/prescriptions`, issueBody(), software);
    expect(issued.status).toBe(201);
    const url = `${intake.url}/prescriptions/${String(issued.json['number'])}`;
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }), software)).toMatchObject({
      status: 201,
    });
    const reader = await tokenOf(clientOf(({ clientId }) => clientId === 'software-metrics'));
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }), reader)).toMatchObject({
      status: 403,
      json: { type: 'urn:mes-flow:problem:scope-missing' },
    });
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }))).toMatchObject({
      status: 401,
      json: { type: 'urn:mes-flow:problem:token-missing' },
    });
  });
});
