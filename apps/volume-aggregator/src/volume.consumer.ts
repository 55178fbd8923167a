import { CountingOwner } from '#libs/aggregation';
import { TOPICS } from '#libs/events';
import { BatchPattern, type FetchedBatches } from '#libs/kafka';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

/** Hands the record batches of the three deposit topics to the owner of their partitions. */
@Controller()
export class VolumeConsumer {
  constructor(private readonly owner: CountingOwner) {}

  @BatchPattern(TOPICS.dmp)
  onDmpDeposits(@Payload() batches: FetchedBatches): Promise<void> {
    return this.owner.fold(batches);
  }

  @BatchPattern(TOPICS.mssante)
  onMessages(@Payload() batches: FetchedBatches): Promise<void> {
    return this.owner.fold(batches);
  }

  @BatchPattern(TOPICS.eprescription)
  onPrescriptions(@Payload() batches: FetchedBatches): Promise<void> {
    return this.owner.fold(batches);
  }
}
