/**
 * Nest's default Kafka transport, as its documentation shows it, with the work of the volume aggregator
 * as its handler. It keeps its counts in memory and lets the transport commit offsets: at least once,
 * no database. Timed from the first record to the last, without joining the group.
 */
import 'reflect-metadata';
import { TOPICS } from '#libs/events';
import { systemClock } from '#libs/platform';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { finish, rateOf, readTask } from '../contract.js';
import { EventCounter } from './event-counter.js';
import type { AggregateTask } from './task.js';

const task = readTask() as AggregateTask;
const counter = new EventCounter();
let firstMs = 0;

/** Typed by hand: Nest would take the topic's name for the key of an event map. */
const TakesEvents = EventPattern<unknown>(TOPICS.dmp);

@Controller()
class EventsController {
  /** The transport leaves a value that starts with a zero byte as it is. */
  @TakesEvents
  onEvent(@Payload() value: Buffer): void {
    if (counter.records === 0) firstMs = systemClock.monotonicMs();
    counter.count(value);
    if (counter.records === task.records) report();
  }
}

@Module({ controllers: [EventsController] })
class EventsModule {}

function report(): void {
  const elapsedMs = systemClock.monotonicMs() - firstMs;
  finish({
    eventsPerSecond: rateOf(counter.records, elapsedMs),
    records: counter.records,
    counted: counter.counted,
    seconds: elapsedMs / 1000,
  });
}

const service = await NestFactory.createMicroservice<MicroserviceOptions>(EventsModule, {
  logger: ['error'],
  transport: Transport.KAFKA,
  options: {
    client: { clientId: 'bench-nest', brokers: [...task.brokers] },
    consumer: { groupId: task.group, allowAutoTopicCreation: false },
    subscribe: { fromBeginning: true },
  },
});
await service.listen();
