import { describe, expect, it } from '@jest/globals';
import { openApiOf } from '#libs/edge';
import { createPool } from '#libs/store';
import { PatientsModule } from './patients.module.js';

describe('the interface of the patient side', () => {
  it('has a matricule in no address, and describes every body', async () => {
    // Nothing listens there: a description asks no database.
    const pool = createPool('postgres://nobody@127.0.0.1:1/none');
    const document = await openApiOf(PatientsModule.around(pool), {
      title: 'Patients',
      description: 'The patient side.',
    });
    const paths = Object.keys(document.paths).filter((path) => !/^\/(health|openapi)/.test(path));
    expect(paths.toSorted()).toEqual([
      '/identities',
      '/insi/search',
      '/insi/verification',
      '/profiles/activation',
      '/profiles/closing',
      '/profiles/documents',
      '/profiles/letter',
      '/profiles/opposition',
      '/profiles/reopening',
      '/profiles/status',
    ]);
    for (const path of paths) {
      const { post } = document.paths[path] ?? {};
      expect(post?.parameters ?? []).toEqual([]);
      expect(post?.security).toContainEqual({ bearer: ['deposits:write'] });
      expect(JSON.stringify(post?.requestBody)).toContain('#/components/schemas/');
    }
    expect(document.components?.schemas?.['InsBody']).toMatchObject({
      required: ['matricule', 'oid'],
    });
    await pool.end();
  });
});
