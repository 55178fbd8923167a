import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError, type ProtocolDoors } from '#libs/edge';
import { SettingsError, loadSettings } from '#libs/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import { MssanteIntakeSettings } from '../../apps/mssante-emitter/src/intake/settings.js';
import type { SmtpEdge } from '../../apps/mssante-emitter/src/intake/smtp/smtp-edge.js';
import { smtpTlsOf } from '../../apps/mssante-emitter/src/intake/smtp/smtp-tls.js';
import { listenForSpec } from '../../apps/mssante-emitter/src/intake/smtp/test-edge.js';
import { Authority } from './test-certificates.js';

const SERVERS = {
  MES_KAFKA_BROKERS: 'localhost:9092',
  MES_DATABASE_URL: 'postgres://localhost:5432/mes',
};

/** Doors that open for one key. */
const DOORS: ProtocolDoors = {
  isClosed: true,
  admit: (credential, scope) =>
    credential === 'the-key'
      ? Promise.resolve({ kind: 'software', subject: 'spec', scopes: new Set([scope]) })
      : Promise.reject(
          new ProblemError({ status: 401, name: 'spec', title: 'spec', detail: 'spec' }),
        ),
};

describe('SMTP of the MSSanté intake over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mes-smtp-'));
  const file = (name: string): string => join(folder, name);
  const edges: SmtpEdge[] = [];
  let authority: Authority;

  const settings = (more: Readonly<Record<string, string>>): MssanteIntakeSettings =>
    loadSettings(MssanteIntakeSettings, { ...SERVERS, ...more });
  const faultsOf = (more: Readonly<Record<string, string>>): readonly string[] => {
    try {
      settings(more);
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.message.split('\n');
      throw error;
    }
  };
  const PAIR = {
    MES_MSSANTE_SMTP_TLS_CERT_FILE: file('server.pem'),
    MES_MSSANTE_SMTP_TLS_KEY_FILE: file('server.key'),
  };

  beforeAll(async () => {
    authority = await Authority.create('spec');
    const issued = await authority.issue({ commonName: 'smtp', address: '127.0.0.1' });
    writeFileSync(file('server.pem'), issued.certificate);
    writeFileSync(file('server.key'), issued.key);
    const other = await authority.issue({ commonName: 'other', address: '127.0.0.1' });
    writeFileSync(file('other.key'), other.key);
  });
  afterEach(async () => {
    await Promise.all(edges.splice(0).map((edge) => edge.close()));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const send = async (edge: SmtpEdge, options: object): Promise<string> => {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port: edge.port,
      auth: { user: 'anything', pass: 'the-key' },
      ...options,
    });
    try {
      const { response } = (await transport.sendMail({
        envelope: {
          from: 'org.00000001@simulation.mssante.fr',
          to: ['per.00000002@simulation.mssante.fr'],
        },
        raw: 'Subject: x\r\n\r\nx',
      })) as { response: string };
      return response;
    } catch (error) {
      return String(error);
    } finally {
      transport.close();
    }
  };
  const listen = async (): Promise<SmtpEdge> => {
    const edge = await listenForSpec({ doors: DOORS, tls: smtpTlsOf(settings(PAIR)) });
    edges.push(edge);
    return edge;
  };

  it('takes a login and a mail after STARTTLS, by the certificate of the settings', async () => {
    const trusting = { requireTLS: true, tls: { ca: authority.certificate } };
    expect(await send(await listen(), trusting)).toBe('250 2.6.0 accepted');
    expect(await send(await listen(), { requireTLS: true })).toMatch(/certificate/i);
  });

  it('takes no login in plain text', async () => {
    expect(await send(await listen(), { ignoreTLS: true })).toMatch(/53\d|auth/i);
  });

  it('asks for a certificate where senders log in over the network', () => {
    const open = { MES_MSSANTE_SMTP_HOST: '0.0.0.0' };
    expect(faultsOf({ ...open, MES_API_KEYS: 'on' }).join()).toMatch(
      /MES_MSSANTE_SMTP_TLS_CERT_FILE: expected a certificate, .*MES_MSSANTE_SMTP_HOST=0\.0\.0\.0\); came none/,
    );
    expect(faultsOf({ ...open, ...PAIR, MES_API_KEYS: 'on' })).toEqual([]);
    expect(faultsOf({ MES_API_KEYS: 'on' })).toEqual([]);
  });

  it('says which file is of no use, and of two that do not fit', () => {
    const half = { MES_MSSANTE_SMTP_TLS_CERT_FILE: file('server.pem') };
    expect(faultsOf(half).join()).toMatch(
      /SMTP_TLS_KEY_FILE: expected a file, .*came MES_MSSANTE_SMTP_TLS_CERT_FILE alone/,
    );
    const missing = { ...PAIR, MES_MSSANTE_SMTP_TLS_KEY_FILE: file('nothing.key') };
    expect(faultsOf(missing).join()).toMatch(/SMTP_TLS_KEY_FILE: .*nothing\.key/);
    const foreign = { ...PAIR, MES_MSSANTE_SMTP_TLS_KEY_FILE: file('other.key') };
    expect(faultsOf(foreign).join()).toMatch(/expected the key of the certificate .*other\.key/);
  });
});
