import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstProfile, personOfOrdinal } from '#libs/patients';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { readPatients } from './read-patients.js';

const textOf = (ordinal: number): string => personOfOrdinal(ordinal).matricule.text;

describe('readPatients', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('knows made people and the official test identity, and nobody else', async () => {
    const unknown = ['179035121518900', '', 'nobody', '279035121518988'];
    const patients = await readPatients(pool, [textOf(4), '279035121518989', ...unknown]);
    expect([...patients.keys()]).toEqual([textOf(4), '279035121518989']);
    expect(patients.get('279035121518989')).toMatchObject({
      oid: 'INS_NIR_TEST',
      department: '51',
      profileStatus: 'active',
      traits: { birthName: 'PAT-TROIS' },
    });
    expect(patients.get(textOf(4))?.pseudonym).toHaveLength(8);
  });

  it('asks for nothing when no matricule is known', async () => {
    expect(await readPatients(pool, [])).toEqual(new Map());
    expect(await readPatients(pool, ['nobody'])).toEqual(new Map());
  });

  it('tells the status that nobody changed', async () => {
    const patients = await readPatients(pool, [0, 1, 2, 3, 4].map(textOf));
    expect([...patients.values()].map(({ profileStatus }) => profileStatus)).toEqual([
      'opposed',
      'opposed',
      'closed',
      'absent',
      'active',
    ]);
  });

  it('prefers what was stored, for this patient only', async () => {
    const { letterSentAtMs } = firstProfile(personOfOrdinal(10));
    await pool.query(
      `insert into patient_profile (matricule, letter_sent_at, closed_at, closure_reason)
       values ($1, $2, now(), 'REQUEST')`,
      [textOf(10), new Date(letterSentAtMs ?? 0)],
    );
    const patients = await readPatients(pool, [textOf(11), textOf(10), textOf(10)]);
    expect(patients.get(textOf(10))).toMatchObject({ profileStatus: 'closed', isActivated: false });
    expect(patients.get(textOf(11))?.profileStatus).toBe('active');
    expect(patients.size).toBe(2);
  });
});
