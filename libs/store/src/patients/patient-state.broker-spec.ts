import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  identityStatus,
  personOfOrdinal,
  searchByTraits,
  statusAt,
  verifyIdentity,
  type IdentityCommand,
  type PatientDocument,
  type ProfileCommand,
} from '#libs/patients';
import { systemClock } from '#libs/platform';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { inTransaction } from '../connection/transaction.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { changeStoredProfile } from './change-profile.js';
import { changeStoredIdentity, registerIdentity } from './local-identities.js';
import { countPatientDocuments, storePatientDocument } from './patient-documents.js';
import { readPatients } from './read-patients.js';
import { readProfiles } from './read-profiles.js';

const DAY_MS = 86_400_000;
/** Places in the cycle of statuses: 3 has no letter yet, 4 and later have an open profile. */
const WITHOUT_LETTER = 3;
const ABSENT_PERSON = 128 + WITHOUT_LETTER;
const SHA_1 = 'a'.repeat(40);

describe('the stored state of patients', () => {
  let database: TestDatabase;
  let pool: Pool;
  let nextOrdinal = 4 * 128;

  /** Somebody with an open profile whom no other test has touched. */
  const somebody = () => {
    nextOrdinal += 128;
    return personOfOrdinal(nextOrdinal + 4);
  };
  const statusOf = async (person: ReturnType<typeof somebody>): Promise<string | undefined> => {
    const { text } = person.matricule;
    return (await readPatients(pool, [text])).get(text)?.profileStatus;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url, 12);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  describe('a profile', () => {
    it('is closed once by two closings at the same time; the other is told the first', async () => {
      for (let round = 0; round < 10; round++) {
        const person = somebody();
        const [first, second] = await Promise.all([
          changeStoredProfile(pool, person, { type: 'close', reason: 'REQUEST' }),
          changeStoredProfile(pool, person, { type: 'close', reason: 'DEATH' }),
        ]);
        const outcomes = [first.outcome, second.outcome];
        expect(outcomes.filter(({ kind }) => kind === 'changed')).toHaveLength(1);
        expect(outcomes).toContainEqual({ kind: 'refused', reason: 'profile-closed' });
        expect(first.profile.closure).toEqual(second.profile.closure);
        expect(await statusOf(person)).toBe('closed');
      }
    });

    it('takes any number of commands at the same time as if one after the other', async () => {
      const person = somebody();
      const commands: ProfileCommand[] = Array.from({ length: 24 }, (_, i) =>
        i % 2 === 0 ? { type: 'close', reason: 'REQUEST' } : { type: 'reopen' },
      );
      const changes = await Promise.all(
        commands.map((command) => changeStoredProfile(pool, person, command)),
      );
      const done = (type: ProfileCommand['type']): number =>
        changes.filter(({ outcome }, i) => outcome.kind === 'changed' && commands[i]?.type === type)
          .length;
      const closings = done('close');
      const reopenings = done('reopen');
      expect(closings).toBeGreaterThan(0);
      expect(await statusOf(person)).toBe(closings > reopenings ? 'closed' : 'active');
      expect([0, 1]).toContain(closings - reopenings);
    });

    it('keeps nothing of a command that was refused', async () => {
      const person = somebody();
      const { outcome } = await changeStoredProfile(pool, person, { type: 'oppose' });
      expect(outcome).toEqual({ kind: 'refused', reason: 'opposition-too-late' });
      const { rowCount } = await pool.query('select from patient_profile where matricule = $1', [
        person.matricule.text,
      ]);
      expect(rowCount).toBe(0);
    });

    it('comes about six weeks after the letter unless the person opposes', async () => {
      const announced = personOfOrdinal(ABSENT_PERSON);
      const opposing = personOfOrdinal(ABSENT_PERSON + 128);
      const overdue = personOfOrdinal(ABSENT_PERSON + 256);
      const letter = (person: typeof announced, days: number) =>
        changeStoredProfile(pool, person, {
          type: 'send-letter',
          sentAtMs: systemClock.nowMs() - days * DAY_MS,
        });
      await letter(announced, 10);
      await letter(opposing, 10);
      await changeStoredProfile(pool, opposing, { type: 'oppose' });
      await letter(overdue, 44);
      expect(await statusOf(announced)).toBe('absent');
      expect(await statusOf(opposing)).toBe('opposed');
      expect(await statusOf(overdue)).toBe('active');
      const [stored] = await readProfiles(pool, [announced.matricule.text]);
      if (stored === undefined) throw new Error('expected the profile');
      expect(statusAt(stored.profile, stored.nowMs + 50 * DAY_MS)).toBe('active');
    });

    it('is read back as it was written, to the millisecond', async () => {
      const person = somebody();
      const closed = await changeStoredProfile(pool, person, { type: 'close', reason: 'REQUEST' });
      const [read] = await readProfiles(pool, [person.matricule.text]);
      expect(read?.profile).toEqual(closed.profile);
      const reopened = await changeStoredProfile(pool, person, { type: 'reopen' });
      expect((await readProfiles(pool, [person.matricule.text]))[0]?.profile).toEqual(
        reopened.profile,
      );
      expect(reopened.profile.activatedAtMs).toBeNull();
    });

    it('is read in an open transaction as of its beginning', async () => {
      const person = somebody();
      await changeStoredProfile(pool, person, { type: 'activate' });
      await inTransaction(pool, async (client) => {
        const patients = await readPatients(client, [person.matricule.text]);
        expect(patients.get(person.matricule.text)?.isActivated).toBe(true);
      });
    });
  });

  describe('a person’s own document', () => {
    const documentOf = (uniqueId: string, hash = SHA_1): PatientDocument => ({
      uniqueId,
      typeCode: 'DOCPAT05',
      hash,
      sizeBytes: 1000,
    });

    beforeEach(async () => {
      await pool.query('delete from patient_document');
    });

    it('is stored once, however often it comes at the same time', async () => {
      const person = somebody();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => storePatientDocument(pool, person, documentOf('1.2.3'))),
      );
      expect(outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'known')).toHaveLength(7);
      expect(await countPatientDocuments(pool)).toBe(1);
    });

    it('activates the profile, and is refused by none for want of it', async () => {
      const person = somebody();
      await changeStoredProfile(pool, person, { type: 'close', reason: 'REQUEST' });
      await changeStoredProfile(pool, person, { type: 'reopen' });
      const { text } = person.matricule;
      expect((await readPatients(pool, [text])).get(text)?.isActivated).toBe(false);
      const outcome = await storePatientDocument(pool, person, documentOf('1.2.4'));
      expect(outcome.kind).toBe('stored');
      expect((await readPatients(pool, [text])).get(text)?.isActivated).toBe(true);
    });

    it('needs an open profile, but is known again after the closing', async () => {
      const person = somebody();
      await storePatientDocument(pool, person, documentOf('1.2.5'));
      await changeStoredProfile(pool, person, { type: 'close', reason: 'REQUEST' });
      expect(await storePatientDocument(pool, person, documentOf('1.2.6'))).toEqual({
        kind: 'refused',
        reason: 'profile-closed',
      });
      expect((await storePatientDocument(pool, person, documentOf('1.2.5'))).kind).toBe('known');
      expect(await countPatientDocuments(pool)).toBe(1);
    });

    it('does not take the uniqueId of another one, and then changes nothing else either', async () => {
      const [person, other] = [somebody(), somebody()];
      await storePatientDocument(pool, person, documentOf('1.2.7'));
      const changed = await storePatientDocument(pool, person, documentOf('1.2.7', 'b'.repeat(40)));
      const foreign = await storePatientDocument(pool, other, documentOf('1.2.7'));
      expect([changed.kind, foreign.kind]).toEqual(['other-document', 'other-document']);
      const { rowCount } = await pool.query('select from patient_profile where matricule = $1', [
        other.matricule.text,
      ]);
      expect(rowCount).toBe(0);
    });

    it('has a view of its own and is in no volume', async () => {
      await storePatientDocument(pool, somebody(), documentOf('1.2.8'));
      await pool.query(
        `update patient_document set deposited_at = '2024-01-31T23:30:00Z' where unique_id = '1.2.8'`,
      );
      const { rows } = await pool.query<object>('select * from patient_documents');
      // Half past eleven in the evening, UTC, is February in Paris.
      expect(rows).toEqual([{ month: '2024-02', type_code: 'DOCPAT05', documents: '1' }]);
      const volumes = await pool.query('select from monthly_volumes where events > 0');
      expect(volumes.rowCount).toBe(0);
    });
  });

  describe('a local identity', () => {
    const person = personOfOrdinal(1000);
    const askByTraits = (): IdentityCommand => ({
      type: 'insi-answered',
      answer: searchByTraits(person.traits),
    });

    it('becomes QUAL by a document and INSi, and falls back', async () => {
      const key = { site: '1750712184', localId: 'a' };
      expect((await registerIdentity(pool, key, person.traits)).kind).toBe('registered');
      const statuses = [];
      for (const command of [
        askByTraits(),
        { type: 'show-document', document: 'PASSPORT' },
        { type: 'insi-answered', answer: { code: '01' } },
        askByTraits(),
        { type: 'doubt' },
      ] satisfies IdentityCommand[]) {
        const outcome = await changeStoredIdentity(pool, key, () => command);
        if (outcome === undefined) throw new Error('expected the identity');
        statuses.push(identityStatus(outcome.identity));
      }
      expect(statuses).toEqual(['RECUP', 'QUAL', 'VALI', 'QUAL', 'PROV']);
    });

    it('is registered once, with the traits of the first time', async () => {
      const key = { site: '1750712184', localId: 'b' };
      const other = personOfOrdinal(1001);
      const kinds = await Promise.all(
        Array.from({ length: 6 }, () => registerIdentity(pool, key, person.traits)),
      );
      expect(kinds.filter(({ kind }) => kind === 'registered')).toHaveLength(1);
      const again = await registerIdentity(pool, key, other.traits);
      expect(again).toMatchObject({ kind: 'other-traits', identity: { traits: person.traits } });
    });

    it('is each site’s own', async () => {
      const key = { site: '1690781810', localId: 'a' };
      expect(await changeStoredIdentity(pool, key, () => ({ type: 'doubt' }))).toBeUndefined();
      expect((await registerIdentity(pool, key, person.traits)).kind).toBe('registered');
    });

    it('takes commands at the same time one after the other', async () => {
      const key = { site: '1750712184', localId: 'c' };
      await registerIdentity(pool, key, person.traits);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          changeStoredIdentity(pool, key, () => ({ type: 'show-document', document: 'PASSPORT' })),
        ),
      );
      expect(outcomes.filter((outcome) => outcome?.kind === 'changed')).toHaveLength(1);
    });

    it('holds no invented number', async () => {
      const key = { site: '1750712184', localId: 'd' };
      await registerIdentity(pool, key, person.traits);
      const outcome = await changeStoredIdentity(pool, key, ({ traits }) => ({
        type: 'insi-answered',
        answer: verifyIdentity({ matricule: '185032A00401238', oid: 'INS_NIR_TEST', traits }),
      }));
      expect(outcome).toMatchObject({ kind: 'unchanged', identity: { ins: null } });
    });
  });
});
