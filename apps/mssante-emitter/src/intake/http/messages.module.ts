import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { MessagesController, POOL } from './messages.controller.js';

/** What the service says of itself in its OpenAPI document. */
export const MSSANTE_INTAKE_FACTS = {
  title: 'MSSanté intake: mails and receipts',
  description:
    'What became of the mails that were sent to the simulator by SMTP. Synthetic data only.',
} as const;

/** The read interface. */
@Module({ controllers: [MessagesController] })
export class MessagesModule {
  static over(pool: Pool): DynamicModule {
    return {
      module: MessagesModule,
      providers: [{ provide: POOL, useValue: pool }],
    };
  }
}
