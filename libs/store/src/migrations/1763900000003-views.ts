import type { MigrationInterface, QueryRunner } from 'typeorm';
import { statementsOf } from '../views/documented-view.js';
import { VOLUME_VIEWS } from '../views/index.js';
import { MONTH_FUNCTIONS } from '../views/month-functions.js';

/** The analysts' contract. A view that changes gets a migration of its own. */
export class Views1763900000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of MONTH_FUNCTIONS) await runner.query(statement);
    for (const statement of VOLUME_VIEWS.flatMap(statementsOf)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of VOLUME_VIEWS) await runner.query(`drop view ${name}`);
    await runner.query('drop function month_label(integer), month_start_at(integer)');
  }
}
