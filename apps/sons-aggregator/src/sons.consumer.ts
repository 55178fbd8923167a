import { CountingOwner } from '#libs/aggregation';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { BatchPattern, type FetchedBatches } from '#libs/kafka';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

/** Hands the record batches of SONS facts and of DMP deposits to the owner of their partitions. */
@Controller()
export class SonsConsumer {
  constructor(private readonly owner: CountingOwner) {}

  @BatchPattern(SONS_TOPIC)
  onFacts(@Payload() batches: FetchedBatches): Promise<void> {
    return this.owner.fold(batches);
  }

  @BatchPattern(TOPICS.dmp)
  onDeposits(@Payload() batches: FetchedBatches): Promise<void> {
    return this.owner.fold(batches);
  }
}
