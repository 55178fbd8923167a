import type { Pool } from 'pg';
import { asDatabaseError } from '../connection/database-errors.js';
import { makeApiKey } from './api-key.js';
import type { Scope } from './scopes.js';

/** A key as it is stored. */
export interface StoredApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly string[];
  /** Who made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** From this instant on it is refused; null: never. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What a new key is for. */
export interface ApiKeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly createdBy: string;
}

/** Keys of one list: more than any house has. */
const LISTED_MAX = 1000;

const COLUMNS = `id, name, secret_sha256 as "secretSha256", scopes, created_by as "createdBy",
  created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** The table of keys. A key is never changed and never removed, only revoked. */
export class ApiKeys {
  constructor(private readonly pool: Pool) {}

  /** @returns the key with its secret, for the only time */
  async create(wish: ApiKeyWish): Promise<{ readonly key: StoredApiKey; readonly text: string }> {
    const { id, text, secretSha256 } = makeApiKey();
    const [key] = await this.#query(
      `insert into api_key (id, name, secret_sha256, scopes, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
      [id, wish.name, secretSha256, wish.scopes, wish.createdBy, wish.expiresAt],
    );
    if (key === undefined) throw new Error('an insert without conflict returns its row');
    return { key, text };
  }

  /** Undefined when there is none of this id. */
  async find(id: string): Promise<StoredApiKey | undefined> {
    const [key] = await this.#query(`select ${COLUMNS} from api_key where id = $1`, [id]);
    return key;
  }

  /** The latest first. */
  async list(): Promise<StoredApiKey[]> {
    return this.#query(
      `select ${COLUMNS} from api_key order by created_at desc, id limit ${LISTED_MAX}`,
      [],
    );
  }

  /**
   * Revokes a key; one that is revoked stays so from the first time.
   *
   * @returns undefined when there is none of this id
   */
  async revoke(id: string): Promise<StoredApiKey | undefined> {
    const [key] = await this.#query(
      `update api_key set revoked_at = coalesce(revoked_at, now()) where id = $1 returning ${COLUMNS}`,
      [id],
    );
    return key;
  }

  async #query(text: string, values: readonly unknown[]): Promise<StoredApiKey[]> {
    try {
      const { rows } = await this.pool.query<StoredApiKey>(text, [...values]);
      return rows;
    } catch (error) {
      throw asDatabaseError(error, this.pool.options.connectionString ?? 'MES_DATABASE_URL');
    }
  }
}
