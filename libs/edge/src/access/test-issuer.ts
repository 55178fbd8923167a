import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** An issuer whose every answer a spec decides: keys that rotate, answers that fail. */
export class TestIssuer {
  readonly url: string;
  /** Requests for the keys so far. */
  keyRequests = 0;
  /** While true every answer is a 500. */
  isDown = false;
  #serial = 0;
  #current: { readonly privateKey: CryptoKey; readonly kid: string; readonly alg: string } | null =
    null;
  #published: JWK[] = [];

  private constructor(private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      if (request.url === '/jwks') this.keyRequests++;
      const body =
        request.url === '/jwks'
          ? { keys: this.#published }
          : { issuer: this.url, jwks_uri: `${this.url}/jwks` };
      response.writeHead(this.isDown ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }

  static async start(): Promise<TestIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = new TestIssuer(server);
    await issuer.rotate();
    return issuer;
  }

  /** Signs with a new key from now on; the old one is no longer published. */
  async rotate(alg: 'ES256' | 'RS256' | 'PS256' | 'ES384' = 'ES256'): Promise<void> {
    const kid = `key-${++this.#serial}`;
    const { publicKey, privateKey } = await generateKeyPair(alg);
    this.#current = { privateKey, kid, alg };
    this.#published = [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
  }

  /**
   * A token that is right in every way but those that are given.
   *
   * @param options.expiresInSeconds from now; omitted: 60
   * @param options.kid omitted: the kid of the key that signs
   */
  async token(
    claims: Record<string, unknown> = {},
    options: {
      readonly nowMs: number;
      readonly expiresInSeconds?: number;
      readonly kid?: string;
    },
  ): Promise<string> {
    if (this.#current === null) throw new Error('an issuer that was started has a key');
    const { privateKey, kid, alg } = this.#current;
    const nowSeconds = Math.floor(options.nowMs / 1000);
    return new SignJWT({
      iss: this.url,
      aud: 'mes-flow',
      sub: 'software-one',
      scope: 'deposits:write',
      iat: nowSeconds,
      exp: nowSeconds + (options.expiresInSeconds ?? 60),
      ...claims,
    })
      .setProtectedHeader({ alg, kid: options.kid ?? kid })
      .sign(privateKey);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
