import { TRUTH_TOPIC } from '#libs/events';
import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { UnitReport } from './unit-report.js';

export const REPORTS_CLIENT = Symbol('Kafka client of the message lane');

/** Tells the run what was emitted, on the message lane. */
@Injectable()
export class ReportPublisher {
  constructor(@Inject(REPORTS_CLIENT) private readonly client: ClientKafka) {}

  /** Resolves once the broker has acknowledged the report. */
  async publish(key: string, report: UnitReport): Promise<void> {
    await lastValueFrom(this.client.emit(TRUTH_TOPIC, { key, value: JSON.stringify(report) }), {
      defaultValue: undefined,
    });
  }
}
