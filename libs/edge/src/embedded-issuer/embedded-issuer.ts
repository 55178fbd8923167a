import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePsIdNat } from '#libs/identifiers';
import { exportJWK, generateKeyPair } from 'jose';
import type { Adapter, Configuration } from 'oidc-provider';
import { SCOPES, type Scope } from '../access/caller.js';

/** A fictitious client of the embedded issuer. */
export interface IssuerClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Subject of its tokens: "8" and a synthetic RPPS for a professional, the client id for a software. */
  readonly subject: string;
  readonly scopes: readonly Scope[];
}

export interface EmbeddedIssuerOptions {
  /** Port on loopback; default 0, a free one. */
  readonly port?: number;
  /** Audience of the tokens; default mes-flow. */
  readonly audience?: string;
  /** Seconds that a token is valid; default 300. */
  readonly tokenSeconds?: number;
  /** Fictitious professionals; default 3, at most 1,000. */
  readonly professionals?: number;
}

/** An issuer that runs. */
export interface EmbeddedIssuer {
  /** Value of MES_OIDC_ISSUER. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly audience: string;
  readonly clients: readonly IssuerClient[];
  close(): Promise<void>;
}

/** A demonstration needs a handful. */
const PROFESSIONALS_MAX = 1_000;
/** Synthetic RPPS numbers of the issuer begin here: apart from those of the simulated sites. */
const PROFESSIONAL_ORDINAL_FIRST = 90_000_000;

/** Software of the demonstration, one for each thing that a client may be allowed, and one for nothing. */
const SOFTWARE: readonly { readonly clientId: string; readonly scopes: readonly Scope[] }[] = [
  { clientId: 'software-all', scopes: SCOPES },
  { clientId: 'software-deposits', scopes: ['deposits:write'] },
  { clientId: 'software-metrics', scopes: ['metrics:read', 'events:read'] },
  { clientId: 'software-nothing', scopes: [] },
];

/**
 * Starts an OIDC issuer for demonstrations and tests, on loopback, with keys and secrets of this run
 * alone. Clients get tokens by the client credentials grant.
 *
 * Pro Santé Connect itself knows professionals by the authorization code flow, with a browser and a
 * CPS card. Here each fictitious professional is a client instead, whose tokens carry the subject
 * that Pro Santé Connect would give: what the services verify is the same.
 */
export async function startEmbeddedIssuer(
  options: EmbeddedIssuerOptions = {},
): Promise<EmbeddedIssuer> {
  const { audience = 'mes-flow', tokenSeconds = 300, professionals = 3 } = options;
  const clients = clientsOf(Math.min(professionals, PROFESSIONALS_MAX));
  const server = createServer();
  await listening(server, options.port ?? 0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Loaded here alone: a service in production never loads an issuer.
  const { Provider } = await import('oidc-provider');
  const provider = new Provider(url, await configurationOf({ audience, tokenSeconds, clients }));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    void answer(request, response);
  });
  return {
    url,
    tokenUrl: `${url}/token`,
    audience,
    clients,
    close: () => closed(server),
  };
}

function clientsOf(professionals: number): IssuerClient[] {
  const secret = (): string => randomBytes(18).toString('base64url');
  return [
    ...Array.from({ length: professionals }, (_, i) => ({
      clientId: `professional-${i + 1}`,
      clientSecret: secret(),
      subject: makePsIdNat(PROFESSIONAL_ORDINAL_FIRST + i),
      scopes: ['deposits:write', 'events:read'] as const,
    })),
    ...SOFTWARE.map(({ clientId, scopes }) => ({
      clientId,
      clientSecret: secret(),
      subject: clientId,
      scopes,
    })),
  ];
}

async function configurationOf(options: {
  readonly audience: string;
  readonly tokenSeconds: number;
  readonly clients: readonly IssuerClient[];
}): Promise<Configuration> {
  const { audience, tokenSeconds, clients } = options;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const subjects = new Map(clients.map(({ clientId, subject }) => [clientId, subject]));
  return {
    adapter: KeepsNothing,
    jwks: {
      keys: [{ ...(await exportJWK(privateKey)), kid: 'embedded-1', alg: 'ES256', use: 'sig' }],
    },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: [...SCOPES],
    ttl: { ClientCredentials: tokenSeconds },
    responseTypes: [],
    clientDefaults: {
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
    clients: clients.map(({ clientId, clientSecret, scopes }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      scope: scopes.join(' '),
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `urn:mes-flow:${audience}`,
        getResourceServerInfo: () => ({
          scope: SCOPES.join(' '),
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: (_context, token, parts) => {
          const subject = subjects.get(token.clientId ?? '');
          if (subject !== undefined) parts.payload['sub'] = subject;
        },
      },
    },
  };
}

/** Nothing of client credentials has to be kept: the clients are written above, the tokens are JWTs. */
class KeepsNothing implements Adapter {
  upsert(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  destroy(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  revokeByGrantId(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
