import { DeadLetterProducer, MeterPublisher } from '#libs/kafka';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { VolumeOwner } from './volume-owner.js';
import { VolumeConsumer } from './volume.consumer.js';

const POOL = Symbol('PostgreSQL pool');

/** What main.ts has opened. */
export interface AggregatorParts {
  readonly owner: VolumeOwner;
  readonly pool: Pool;
  readonly deadLetters: DeadLetterProducer;
  readonly meters: MeterPublisher;
}

/** The volume aggregator's parts. Nest closes the transport before it calls onApplicationShutdown. */
@Module({})
export class AggregatorModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly deadLetters: DeadLetterProducer,
    private readonly meters: MeterPublisher,
  ) {}

  static with({ owner, pool, deadLetters, meters }: AggregatorParts): DynamicModule {
    return {
      module: AggregatorModule,
      controllers: [VolumeConsumer],
      providers: [
        { provide: VolumeOwner, useValue: owner },
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
