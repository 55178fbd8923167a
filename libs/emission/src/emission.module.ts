import type { StreamName } from '#libs/events';
import {
  BatchProducer,
  MeterPublisher,
  messageLaneClientOptions,
  registerProducer,
} from '#libs/kafka';
import { WorkMeter, kafkaOf, registerWork, systemClock, type Metrics } from '#libs/platform';
import { Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { BufferPool } from './buffer-pool.js';
import type { EmitterSettings } from './emitter-settings.js';
import { LOAD_BATCH_RECORDS_MAX } from './load/load-loop.js';
import { RateMissWatch } from './load/rate-miss-watch.js';
import { UnitMuster, type MusterParts } from './load/unit-muster.js';
import { REPORTS_CLIENT, ReportPublisher } from './report.publisher.js';
import { RECORD_BYTES_MAX } from './unit-progress.js';
import { registerUnits } from './unit-metrics.js';
import { UnitRunner } from './unit-runner.js';
import { EMITTED_STREAM, UnitsConsumer } from './units.consumer.js';

/** Bytes of one batch buffer: a block of 4,096 attempts, each delivered twice, at 224 bytes a record. */
const BUFFER_BYTES = 4096 * 2 * 224;
/** Bytes of one batch buffer of a load, about 1 MB: whatever records come, they fit. */
const LOAD_BUFFER_BYTES = LOAD_BATCH_RECORDS_MAX * RECORD_BYTES_MAX;

/** What an emitter is made of. */
export interface EmissionOptions extends Pick<MusterParts, 'assignedPartitions'> {
  readonly stream: StreamName;
  readonly settings: EmitterSettings;
  /** Name of this process. */
  readonly instance: string;
  /** Where to tell what the emitter does. */
  readonly metrics: Metrics;
}

/** The parts of one emitter: it takes the units of its stream and deposits their records. */
@Module({})
export class EmissionModule implements OnApplicationShutdown {
  constructor(
    private readonly producer: BatchProducer,
    @Inject(REPORTS_CLIENT) private readonly client: ClientKafka,
    private readonly misses: RateMissWatch,
    private readonly meters: MeterPublisher,
  ) {}

  static forStream({
    stream,
    settings,
    instance,
    metrics,
    assignedPartitions,
  }: EmissionOptions): DynamicModule {
    const kafka = kafkaOf(settings);
    const meter = new WorkMeter(systemClock, 'idle');
    registerWork(metrics, meter);
    return {
      module: EmissionModule,
      controllers: [UnitsConsumer],
      providers: [
        { provide: EMITTED_STREAM, useValue: stream },
        {
          provide: BatchProducer,
          useFactory: async () => {
            const producer = await BatchProducer.connect({ ...kafka, clientId: instance });
            registerProducer(metrics, producer);
            return producer;
          },
        },
        {
          provide: UnitRunner,
          useFactory: (producer: BatchProducer, reports: ReportPublisher) => {
            const runner = new UnitRunner({
              producer,
              buffers: new BufferPool(settings.MES_EMITTER_BATCHES_MAX, BUFFER_BYTES),
              // Half as large, so twice as many take the same memory. No process holds both kinds at work.
              loadBuffers: new BufferPool(2 * settings.MES_EMITTER_BATCHES_MAX, LOAD_BUFFER_BYTES),
              clock: systemClock,
              meter,
              unitsMax: settings.MES_EMITTER_UNITS_MAX,
              onRateMiss: (run, miss) => {
                // A failure ends the process: the run would go on without knowing.
                void reports.publish(`${miss.channel}/${String(miss.shard)}`, {
                  type: 'RateMissed',
                  run,
                  ...miss,
                });
              },
            });
            registerUnits(metrics, runner);
            return runner;
          },
          inject: [BatchProducer, ReportPublisher],
        },
        {
          provide: RateMissWatch,
          useFactory: (runner: UnitRunner) =>
            new RateMissWatch({ ...kafka, clientId: instance }, (run) => {
              runner.stopLoad(run);
            }),
          inject: [UnitRunner],
        },
        {
          provide: MeterPublisher,
          useFactory: () => {
            const meters = new MeterPublisher({
              ...kafka,
              clientId: `${instance}-meters`,
              service: `${stream}-emitter`,
              instance,
              meter,
            });
            meters.start();
            return meters;
          },
        },
        {
          provide: REPORTS_CLIENT,
          useFactory: async () => {
            const client = new ClientKafka(
              messageLaneClientOptions({ ...kafka, clientId: `${instance}-reports` }),
            );
            await client.connect();
            return client;
          },
        },
        ReportPublisher,
        {
          provide: UnitMuster,
          useValue: new UnitMuster({ clock: systemClock, assignedPartitions }),
        },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.misses.close();
    await this.meters.close();
    await this.client.close();
    await this.producer.close();
  }
}
