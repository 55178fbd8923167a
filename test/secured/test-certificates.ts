import { systemClock } from '#libs/platform';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM texts. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 3_600_000;

/** A CA of a spec: it signs what the servers of that spec show. */
export class Authority {
  private constructor(
    private readonly name: string,
    private readonly keys: CryptoKeyPair,
    /** PEM. */
    readonly certificate: string,
  ) {}

  static async create(commonName: string): Promise<Authority> {
    const name = `CN=${commonName}`;
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        name,
        ...validity(-1, 2),
        keys,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(true, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ],
      },
      crypto,
    );
    return new Authority(name, keys, certificate.toString('pem'));
  }

  /**
   * @param request.address the address by number that it is made for
   * @param request.days from when to when it is valid, days from now; omitted: yesterday to tomorrow
   */
  async issue(request: {
    readonly commonName: string;
    readonly address: string;
    readonly days?: readonly [from: number, to: number];
  }): Promise<IssuedCertificate> {
    const keys = await newKeys();
    const [from, to] = request.days ?? [-1, 1];
    const certificate = await X509CertificateGenerator.create(
      {
        subject: `CN=${request.commonName}`,
        issuer: this.name,
        ...validity(from, to),
        publicKey: keys.publicKey,
        signingKey: this.keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new SubjectAlternativeNameExtension([{ type: 'ip', value: request.address }]),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        ],
      },
      crypto,
    );
    return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function pemOf(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function validity(fromDays: number, toDays: number): { notBefore: Date; notAfter: Date } {
  const nowMs = systemClock.nowMs();
  return {
    notBefore: new Date(nowMs + fromDays * DAY_MS),
    notAfter: new Date(nowMs + toDays * DAY_MS),
  };
}
