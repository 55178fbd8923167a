import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { MessagesController, POOL } from './messages.controller.js';

/** The read interface. */
@Module({})
export class MessagesModule {
  static over(pool: Pool): DynamicModule {
    return {
      module: MessagesModule,
      controllers: [MessagesController],
      providers: [{ provide: POOL, useValue: pool }],
    };
  }
}
