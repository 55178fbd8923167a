import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterTopic } from '#libs/events';
import { eventually } from '#libs/testing';
import { Controller, Module, ValidationPipe, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { CustomStrategy } from '@nestjs/microservices';
import { IsInt } from 'class-validator';
import { lastValueFrom } from 'rxjs';
import {
  asKafkajsAdmin,
  freshName,
  freshTopic,
  kafkajs,
  readWithKafkajs,
  testBrokers,
} from '../fixtures/broker.js';
import { TopicAdmin } from '../topic-admin.js';
import { DEAD_LETTER_HEADER, DeadLetterProducer } from './dead-letter-producer.js';
import { TransientFaultError } from './faults.js';
import { RETRIES_EXHAUSTED, type MessageLaneServer } from './message-lane-server.js';
import { MessageLaneFilter } from './message-lane.filter.js';
import {
  messageLaneClientOptions,
  messageLaneServerOptions,
  type MessageLaneServerOptions,
} from './options.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-message-lane' };
const DEADLINE_MS = 20_000;

class Command {
  @IsInt()
  number: number = 0;
}

class RefusedForGoodError extends Error {
  readonly reasonCode = 'NOT_A_COMMAND';
}

describe('the message lane in a Nest application', () => {
  let admin: TopicAdmin;
  let client: ClientKafka;
  const running: INestMicroservice[] = [];

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
    client = new ClientKafka(messageLaneClientOptions(cluster));
    await client.connect();
  });

  afterEach(async () => {
    for (const app of running.splice(0)) await app.close();
  });

  afterAll(async () => {
    await client.close();
    await admin.close();
  });

  async function start(
    topic: string,
    handle: (command: Command) => void | Promise<void>,
    options: Partial<MessageLaneServerOptions> = {},
  ): Promise<{ server: MessageLaneServer; groupId: string }> {
    @Controller()
    class CommandsController {
      @EventPattern([topic], Transport.KAFKA)
      onCommand(@Payload() command: Command): void | Promise<void> {
        return handle(command);
      }
    }
    @Module({ controllers: [CommandsController] })
    class CommandsModule {}
    const groupId = freshName('commands');
    const strategy = messageLaneServerOptions({
      ...cluster,
      groupId,
      sessionTimeoutMs: 6000,
      retryDelayMs: 10,
      ...options,
    });
    const app = await NestFactory.createMicroservice<CustomStrategy>(CommandsModule, {
      ...strategy,
      logger: false,
    });
    app.useGlobalPipes(new ValidationPipe({ transform: true }));
    app.useGlobalFilters(new MessageLaneFilter());
    await app.listen();
    running.push(app);
    return { server: strategy.strategy, groupId };
  }

  const emit = (topic: string, value: unknown) =>
    lastValueFrom(client.emit(topic, { key: 'site', value: JSON.stringify(value) }));

  const come = (numbers: readonly number[], count: number) =>
    eventually(`${count} commands`, DEADLINE_MS, () =>
      numbers.length >= count ? true : undefined,
    );

  it('hands commands over in order, under a group with the name it was given', async () => {
    const topic = await freshTopic(admin, 'commands', 1);
    const numbers: number[] = [];
    const { server, groupId } = await start(topic, (command) => {
      numbers.push(command.number);
    });
    for (let number = 0; number < 5; number++) await emit(topic, { number });
    await come(numbers, 5);
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
    expect(server.isMember).toBe(true);
    expect(server.lastPollAtMs).toBeGreaterThan(0);
    expect(server.assignedPartitions).toBe(1);
    const { groups } = await asKafkajsAdmin((other) => other.listGroups());
    expect(groups.map((group) => group.groupId)).toContain(groupId);
  });

  it('puts a message that cannot be handled aside with its bytes and its reason, and goes on', async () => {
    const topic = await freshTopic(admin, 'poison', 1);
    const numbers: number[] = [];
    await start(topic, (command) => {
      if (command.number === 13) throw new RefusedForGoodError('13 is no command');
      numbers.push(command.number);
    });
    const producer = kafkajs().producer();
    await producer.connect();
    const bytes = Buffer.of(0xff, 0xfe, 0x00, 0x7b);
    await producer.send({
      topic,
      messages: [
        { key: Buffer.of(0xc3, 0x28), value: bytes },
        { key: 'site', value: JSON.stringify({ number: 13 }) },
        { key: null, value: JSON.stringify({ number: 'thirteen' }) },
        { value: JSON.stringify({ number: 7 }) },
      ],
    });
    await producer.disconnect();
    await come(numbers, 1);
    expect(numbers).toEqual([7]);
    const letters = await readWithKafkajs(deadLetterTopic(topic), 3);
    expect(letters[0]).toMatchObject({
      key: Buffer.of(0xc3, 0x28).toString('latin1'),
      value: bytes.toString('latin1'),
    });
    expect(letters[1]).toMatchObject({
      key: 'site',
      value: '{"number":13}',
      headers: {
        [DEAD_LETTER_HEADER.topic]: topic,
        [DEAD_LETTER_HEADER.partition]: '0',
        [DEAD_LETTER_HEADER.offset]: '1',
        [DEAD_LETTER_HEADER.reason]: 'NOT_A_COMMAND',
        [DEAD_LETTER_HEADER.detail]: '13 is no command',
      },
    });
    expect(letters[2]).toMatchObject({
      key: null,
      headers: { [DEAD_LETTER_HEADER.reason]: 'BadRequestException' },
    });
  });

  it('tries again while a fault may pass, and gives up at its bound', async () => {
    const topic = await freshTopic(admin, 'transient', 1);
    const numbers: number[] = [];
    let attempts = 0;
    await start(
      topic,
      (command) => {
        attempts++;
        const isPassing = command.number === 1 && attempts < 3;
        if (isPassing || command.number === 2) throw new TransientFaultError('away');
        numbers.push(command.number);
      },
      { attemptsMax: 3 },
    );
    for (const number of [1, 2, 3]) await emit(topic, { number });
    await come(numbers, 2);
    expect(numbers).toEqual([1, 3]);
    expect(attempts).toBe(3 + 3 + 1);
    const [letter] = await readWithKafkajs(deadLetterTopic(topic), 1);
    expect(letter?.value).toBe('{"number":2}');
    expect(letter?.headers[DEAD_LETTER_HEADER.reason]).toBe(RETRIES_EXHAUSTED);
  });

  it('keeps the message while its dead letter cannot be stored', async () => {
    const topic = await freshTopic(admin, 'pending', 1);
    // A dead-letter topic with a number of partitions that the house refuses stands in the way.
    await asKafkajsAdmin((other) =>
      other.createTopics({ topics: [{ topic: deadLetterTopic(topic), numPartitions: 5 }] }),
    );
    const numbers: number[] = [];
    await start(topic, (command) => {
      if (command.number === 1) throw new RefusedForGoodError('never');
      numbers.push(command.number);
    });
    await emit(topic, { number: 1 });
    await emit(topic, { number: 2 });
    await admin.deleteTopics([deadLetterTopic(topic)]);
    await come(numbers, 1);
    expect(await readWithKafkajs(deadLetterTopic(topic), 1)).toMatchObject([
      { value: '{"number":1}' },
    ]);
  });
});

describe('DeadLetterProducer on a real broker', () => {
  it('makes the topic when it is missing and keeps null keys and values', async () => {
    const letters = new DeadLetterProducer(cluster);
    const topic = freshName('letters');
    const letter = { topic, partition: 3, offset: 2n ** 60n, reason: 'TEST', detail: 'é' };
    await letters.send({ ...letter, key: null, value: null });
    await letters.send({ ...letter, key: Buffer.of(1), value: new Uint8Array([0, 255]) });
    await letters.close();
    const seen = await readWithKafkajs(deadLetterTopic(topic), 2);
    expect(seen.map(({ key, value }) => [key, value])).toEqual([
      [null, null],
      ['\u0001', '\u0000ÿ'],
    ]);
    expect(seen[0]?.headers).toMatchObject({
      [DEAD_LETTER_HEADER.offset]: String(2n ** 60n),
      [DEAD_LETTER_HEADER.detail]: 'é',
    });
    expect(Number(seen[0]?.headers[DEAD_LETTER_HEADER.at])).toBeGreaterThan(1e12);
  });
});
