import { DeadLetterProducer, MeterPublisher } from '#libs/kafka';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { CountingOwner } from './counting-owner.js';

const POOL = Symbol('PostgreSQL pool');

/** What was opened for an aggregator. */
export interface AggregatorParts {
  /** Hands the batches of its topics to the owner. */
  readonly consumer: Type;
  readonly owner: CountingOwner;
  readonly pool: Pool;
  readonly deadLetters: DeadLetterProducer;
  readonly meters: MeterPublisher;
}

/** An aggregator's parts. Nest closes the transport before it calls onApplicationShutdown. */
@Module({})
export class AggregatorModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly deadLetters: DeadLetterProducer,
    private readonly meters: MeterPublisher,
  ) {}

  static with({ consumer, owner, pool, deadLetters, meters }: AggregatorParts): DynamicModule {
    return {
      module: AggregatorModule,
      controllers: [consumer],
      providers: [
        { provide: CountingOwner, useValue: owner },
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
