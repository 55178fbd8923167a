import type { Counter, Pending, PreparedCommit } from '#libs/aggregation';
import { VolumeFold } from '#libs/counting';
import type { FetchedBatches } from '#libs/kafka';
import { formatMonth } from '#libs/reference';
import type {
  AssignedPartition,
  RevisedMonth,
  TakenPartition,
  VolumeCheckpoint,
} from '#libs/store';
import { Logger } from '@nestjs/common';

/** Counts volumes: events by month, measure, solution, department and document type. */
export class VolumeCounter implements Counter {
  readonly #fold = new VolumeFold();
  readonly #logger = new Logger(VolumeCounter.name);

  constructor(private readonly checkpoint: Pick<VolumeCheckpoint, 'take' | 'commit'>) {}

  get pending(): Pending {
    return this.#fold;
  }

  async take(
    assigned: readonly AssignedPartition[],
    owner: string,
  ): Promise<readonly TakenPartition[]> {
    const taken = await this.checkpoint.take(assigned, owner);
    this.#fold.take(taken);
    return taken;
  }

  fold(batches: FetchedBatches): void {
    this.#fold.fold(batches);
  }

  prepare(): PreparedCommit {
    const { changes, deadLetters } = this.#fold.takeChanges();
    const store = async (): Promise<void> => {
      this.#tellRevised(await this.checkpoint.commit(changes));
    };
    return { changes, deadLetters, store };
  }

  forget(): void {
    this.#fold.drop();
  }

  #tellRevised(revised: readonly RevisedMonth[]): void {
    for (const { month, revision } of revised) {
      this.#logger.warn({ message: 'closed month revised', month: formatMonth(month), revision });
    }
  }
}
