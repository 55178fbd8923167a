import type { RegisteredDocument } from '#libs/admission';
import { IntakeBusyError, IntakeUnavailableError, type IntakeLane } from '#libs/intake';
import type { Caller } from '#libs/edge';
import type { Pool } from 'pg';
import type { DmpAnswer, DmpCommand } from './contract.js';
import { busyProblem, refusedProblem, unknownDocument } from './problems.js';
import { readDocuments } from './registry/registry-table.js';

/** What the two interfaces of the intake, FHIR and plain JSON, share: settling, and reading. */
export class DmpIntake {
  constructor(
    private readonly lane: Pick<IntakeLane<DmpCommand, DmpAnswer>, 'submit'>,
    private readonly pool: Pool,
  ) {}

  /**
   * Settles a command; when it resolves, its events are in Kafka.
   *
   * @throws ProblemError for a refusal, and 503 when the same command may succeed a little later
   */
  async settle(command: DmpCommand): Promise<readonly RegisteredDocument[]> {
    const answer = await this.#submit(command);
    if (answer.kind === 'refused') throw refusedProblem(answer.refusals);
    return answer.documents;
  }

  /**
   * Reads a document's metadata. A document that is masked to professionals is there for its author
   * alone.
   *
   * @throws ProblemError 404
   */
  async find(uniqueId: string, caller: Caller): Promise<RegisteredDocument> {
    const document = (await readDocuments(this.pool, [uniqueId])).get(uniqueId);
    if (document === undefined) throw unknownDocument();
    const isMasked = document.confidentiality.includes('MASQUE_PS');
    const isAuthor = caller.kind === 'professional' && caller.author.text === document.author;
    // Masked is masked: that there is such a document is not told either.
    if (isMasked && caller.kind === 'professional' && !isAuthor) throw unknownDocument();
    return document;
  }

  async #submit(command: DmpCommand): Promise<DmpAnswer> {
    try {
      return await this.lane.submit(command);
    } catch (error) {
      if (error instanceof IntakeBusyError) {
        throw busyProblem('XDSRegistryBusy', error.retryAfterSeconds, error);
      }
      if (error instanceof IntakeUnavailableError) {
        throw busyProblem('XDSRepositoryBusy', error.retryAfterSeconds, error);
      }
      throw error;
    }
  }
}
