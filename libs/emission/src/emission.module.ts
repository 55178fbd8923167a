import type { StreamName } from '#libs/events';
import { BatchProducer, messageLaneClientOptions } from '#libs/kafka';
import { brokersOf, systemClock } from '#libs/platform';
import { Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { BufferPool } from './buffer-pool.js';
import type { EmitterSettings } from './emitter-settings.js';
import { REPORTS_CLIENT, ReportPublisher } from './report.publisher.js';
import { UnitRunner } from './unit-runner.js';
import { EMITTED_STREAM, UnitsConsumer } from './units.consumer.js';

/** Bytes of one batch buffer: a block of 4,096 attempts, each delivered twice, at 224 bytes a record. */
const BUFFER_BYTES = 4096 * 2 * 224;

/** The parts of one emitter: it takes the units of its stream and deposits their records. */
@Module({})
export class EmissionModule implements OnApplicationShutdown {
  constructor(
    private readonly producer: BatchProducer,
    @Inject(REPORTS_CLIENT) private readonly client: ClientKafka,
  ) {}

  static forStream(stream: StreamName, settings: EmitterSettings, instance: string): DynamicModule {
    const brokers = brokersOf(settings);
    return {
      module: EmissionModule,
      controllers: [UnitsConsumer],
      providers: [
        { provide: EMITTED_STREAM, useValue: stream },
        {
          provide: BatchProducer,
          useFactory: () => BatchProducer.connect({ brokers, clientId: instance }),
        },
        {
          provide: UnitRunner,
          useFactory: (producer: BatchProducer) =>
            new UnitRunner({
              producer,
              buffers: new BufferPool(settings.MES_EMITTER_BATCHES_MAX, BUFFER_BYTES),
              clock: systemClock,
              unitsMax: settings.MES_EMITTER_UNITS_MAX,
            }),
          inject: [BatchProducer],
        },
        {
          provide: REPORTS_CLIENT,
          useFactory: async () => {
            const client = new ClientKafka(
              messageLaneClientOptions({ brokers, clientId: `${instance}-reports` }),
            );
            await client.connect();
            return client;
          },
        },
        ReportPublisher,
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
    await this.producer.close();
  }
}
