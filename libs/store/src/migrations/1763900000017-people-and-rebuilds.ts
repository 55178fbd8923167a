import type { MigrationInterface, QueryRunner } from 'typeorm';
import { statementsOf } from '../views/documented-view.js';
import { PEOPLE_VIEWS } from '../views/index.js';

/**
 * The sample of persons as analysts read it, and when the cells of a month were counted anew: a rebuild
 * does not know which events were published before which others, so that cells of the revisions before it
 * must not be shown as what was known then.
 */
export class PeopleAndRebuilds1763900000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table volume_change add column rebuilt_at timestamptz');
    for (const statement of PEOPLE_VIEWS.flatMap(statementsOf)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of PEOPLE_VIEWS.toReversed()) await runner.query(`drop view ${name}`);
    await runner.query('alter table volume_change drop column rebuilt_at');
  }
}
