import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of an event goes with it through the outbox, so that one published after a crash keeps it. */
export class OutboxTrace1763900000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table intake_outbox add column traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table intake_outbox drop column traceparent');
  }
}
