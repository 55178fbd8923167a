import { ProblemError, RequireScope, type ProblemFacts } from '#libs/edge';
import { STREAMS, STREAM_TOPICS, deadLetterTopic, type StreamName } from '#libs/events';
import {
  BatchTooLargeToUnpackError,
  BrokerAccessError,
  BrokerLostError,
  BrokerUnreachableError,
  CorruptBatchError,
  CorruptResponseError,
  ReadingStalledError,
  UnsupportedBatchError,
} from '#libs/kafka';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { cloudEventOfRecord, type ShownRecord } from './cloud-event-of-record.js';
import { EventsQuery } from './events-query.js';
import { TooManyReadersError, TopicPages, type Absence, type PageRequest } from './topic-page.js';

/** Media type of a list of CloudEvents (JSON event format, §4). */
const BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json';

/** Streams by the topics whose records can be shown: those of the streams, and what was refused there. */
const STREAM_OF_TOPIC: ReadonlyMap<string, StreamName> = new Map(
  STREAMS.flatMap((stream) => [
    [STREAM_TOPICS[stream], stream],
    [deadLetterTopic(STREAM_TOPICS[stream]), stream],
  ]),
);

/** Seconds after which a caller may ask again while the broker or the readers are busy. */
const RETRY_AFTER_SECONDS = 2;

/** Records of topics for people: read by no group, as CloudEvents JSON. */
@Controller('events')
@ApiTags('events')
@RequireScope('events:read')
export class EventsController {
  constructor(private readonly pages: TopicPages) {}

  @Get(':topic')
  @ApiOperation({
    summary: 'Records of one partition as CloudEvents JSON, with their positions',
    description:
      'Read without a group: no other reader is moved. `Link` with rel="next" gives the next page; it is absent at the end of the partition. A record that is no event comes as fr.mesflow.undecodable.v1 with its bytes.',
  })
  @ApiResponse({
    status: 200,
    description: 'A batch of CloudEvents 1.0',
    content: { [BATCH_MEDIA_TYPE]: { schema: { type: 'array', items: { type: 'object' } } } },
  })
  async list(
    @Param('topic') topic: string,
    @Query() query: EventsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownRecord[]> {
    const stream = STREAM_OF_TOPIC.get(topic);
    if (stream === undefined) throw new ProblemError(unknownTopic());
    const { partition, limit } = query;
    const page = await this.#read({ topic, partition, offset: offsetOf(query.offset), limit });
    response.type(BATCH_MEDIA_TYPE);
    if ('absent' in page) {
      const isNotMadeYet =
        page.absent === 'topic' && topic === deadLetterTopic(STREAM_TOPICS[stream]);
      // The topic of dead letters is made with the first of them.
      if (isNotMadeYet) return [];
      throw new ProblemError(absenceProblem(topic, page));
    }
    if (page.nextOffset !== undefined) {
      response.setHeader('link', nextLink(topic, { partition, limit, offset: page.nextOffset }));
    }
    return page.records.map((record) => cloudEventOfRecord({ topic, partition, stream, record }));
  }

  async #read(request: PageRequest): ReturnType<TopicPages['read']> {
    try {
      return await this.pages.read(request);
    } catch (cause) {
      if (isDamage(cause)) {
        throw new ProblemError(
          {
            status: 502,
            name: 'damaged-records',
            title: 'The records are damaged',
            detail:
              'What Kafka holds there contradicts its checksum or itself: no reader of this house goes past it. Ask for an offset behind it.',
          },
          { cause },
        );
      }
      if (!isPassing(cause)) throw cause;
      throw new ProblemError(
        {
          status: 503,
          name: 'broker-busy',
          title: 'The records cannot be read now',
          detail: 'Kafka did not answer in time, or as many readers as are allowed are at work.',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        },
        { cause },
      );
    }
  }
}

function isPassing(error: unknown): boolean {
  return [
    TooManyReadersError,
    BrokerUnreachableError,
    BrokerAccessError,
    BrokerLostError,
    ReadingStalledError,
  ].some((type) => error instanceof type);
}

/** Damage that asking again does not mend. */
function isDamage(error: unknown): boolean {
  return [
    CorruptBatchError,
    UnsupportedBatchError,
    BatchTooLargeToUnpackError,
    CorruptResponseError,
  ].some((type) => error instanceof type);
}

function offsetOf(text: string): PageRequest['offset'] {
  return text === 'latest' || text === 'first' ? text : BigInt(text);
}

function nextLink(
  topic: string,
  { partition, limit, offset }: { partition: number; limit: number; offset: bigint },
): string {
  return `</events/${topic}?partition=${partition}&offset=${offset}&limit=${limit}>; rel="next"`;
}

function unknownTopic(): ProblemFacts {
  return {
    status: 404,
    name: 'unknown-topic',
    title: 'There are no events under this topic',
    detail: 'Expected a topic of events or of dead letters; /asyncapi.json describes all topics.',
    faults: [
      {
        field: 'topic',
        reason: 'expected a topic of events; came another name',
        accepted: [...STREAM_OF_TOPIC.keys()],
      },
    ],
  };
}

function absenceProblem(topic: string, absence: Absence): ProblemFacts {
  switch (absence.absent) {
    case 'topic':
      return {
        status: 404,
        name: 'topic-not-made',
        title: 'The topic is not there',
        detail: `${topic} was not made on this Kafka; mes up makes every topic.`,
      };
    case 'partition':
      return {
        status: 404,
        name: 'unknown-partition',
        title: 'The topic has no such partition',
        detail: `${topic} has ${absence.partitions} partitions.`,
        faults: [
          { field: 'partition', reason: `expected 0 to ${absence.partitions - 1}; came more` },
        ],
      };
    case 'offset':
      return {
        status: 404,
        name: 'offset-not-there',
        title: 'The partition has no such offset',
        detail: `The partition holds offsets from ${absence.bounds.start} to before ${absence.bounds.end}.`,
        faults: [
          {
            field: 'offset',
            reason: `expected ${absence.bounds.start} to ${absence.bounds.end}; came another one`,
          },
        ],
      };
  }
}
