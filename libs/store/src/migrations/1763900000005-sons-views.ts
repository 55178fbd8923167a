import type { MigrationInterface, QueryRunner } from 'typeorm';
import { statementsOf } from '../views/documented-view.js';
import { SONS_VIEWS } from '../views/index.js';

/** The analysts' contract on the SONS. A view that changes gets a migration of its own. */
export class SonsViews1763900000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create function instant_of_ms(ms bigint) returns timestamptz language sql immutable parallel safe
       return timestamptz 'epoch' + ms * interval '1 millisecond'`,
    );
    for (const statement of SONS_VIEWS.flatMap(statementsOf)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of SONS_VIEWS.toReversed()) await runner.query(`drop view ${name}`);
    await runner.query('drop function instant_of_ms(bigint)');
  }
}
