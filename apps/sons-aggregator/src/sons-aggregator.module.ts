import { DeadLetterProducer, MeterPublisher } from '#libs/kafka';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { SonsOwner } from './sons-owner.js';
import { SonsConsumer } from './sons.consumer.js';

const POOL = Symbol('PostgreSQL pool');

/** What main.ts has opened. */
export interface SonsAggregatorParts {
  readonly owner: SonsOwner;
  readonly pool: Pool;
  readonly deadLetters: DeadLetterProducer;
  readonly meters: MeterPublisher;
}

/** The SONS aggregator's parts. Nest closes the transport before it calls onApplicationShutdown. */
@Module({})
export class SonsAggregatorModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly deadLetters: DeadLetterProducer,
    private readonly meters: MeterPublisher,
  ) {}

  static with({ owner, pool, deadLetters, meters }: SonsAggregatorParts): DynamicModule {
    return {
      module: SonsAggregatorModule,
      controllers: [SonsConsumer],
      providers: [
        { provide: SonsOwner, useValue: owner },
        { provide: DeadLetterProducer, useValue: deadLetters },
        { provide: MeterPublisher, useValue: meters },
        { provide: POOL, useValue: pool },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.meters.close();
    await this.deadLetters.close();
    await this.pool.end();
  }
}
