import { HttpException, Logger } from '@nestjs/common';
import type { AuditLog, AuditedAct } from '#libs/store';
import type { Request } from 'express';
import type { Caller } from '../access/caller.js';
import { ProblemError } from '../problem.js';
import type { AuditedAction } from './audited.js';
import { clientOfAddress } from './client-address.js';

/** Where the audit is kept. */
export type AuditBook = Pick<AuditLog, 'ask' | 'conclude'>;

/** Seconds after which it is worth asking again while the audit cannot be written. */
const RETRY_SECONDS = 5;

/** Writes what callers over HTTP do into the audit. */
export class AuditDesk {
  readonly #logger = new Logger('audit');

  /** @param book null: there is none, and nothing is noted */
  constructor(private readonly book: AuditBook | null) {}

  /**
   * Notes an act that is about to be done.
   *
   * @returns to be called with its outcome; never rejects
   * @throws ProblemError 503 `audit-unreachable`: then it must not be done
   */
  async begin(
    request: Request,
    caller: Caller,
    audited: AuditedAction,
  ): Promise<(error?: unknown) => Promise<void>> {
    const { book } = this;
    if (book === null) return () => Promise.resolve();
    const act = actOf(request, caller, audited);
    const id = await book.ask(act).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    return async (error) => {
      const outcome = error === undefined ? 'done' : isRefusal(error) ? 'refused' : 'failed';
      const detail = error === undefined ? null : nameOf(error);
      await book.conclude(act, outcome, detail, id).catch(() => {
        // It is done; that it was asked for is noted, with the same id.
        this.#logger.error(`act ${id} (${audited.action}): its outcome, ${outcome}, is not noted`);
      });
    };
  }

  /** Notes that a known caller was not allowed; never rejects, because the call is refused anyway. */
  async deny(request: Request, caller: Caller, audited: AuditedAction): Promise<void> {
    await this.book
      ?.conclude(actOf(request, caller, audited), 'denied', 'scope-missing')
      .catch(() => {
        this.#logger.error(`a denied act (${audited.action}) is not noted`);
      });
  }
}

function actOf(request: Request, caller: Caller, audited: AuditedAction): AuditedAct {
  return {
    actor: actorOf(request, caller),
    action: audited.action,
    parameters: audited.parameters(request),
  };
}

function actorOf(request: Request, caller: Caller): string {
  if (caller.kind === 'anonymous') return `anonymous ${clientOfAddress(request.ip)}`;
  return caller.kind === 'software' && caller.keyId !== undefined
    ? `key:${caller.keyId} (${caller.subject})`
    : `token:${caller.subject}`;
}

const SERVER_ERROR = 500;

function isRefusal(error: unknown): boolean {
  if (error instanceof ProblemError) return error.facts.status < SERVER_ERROR;
  return error instanceof HttpException && error.getStatus() < SERVER_ERROR;
}

/** The name of a problem alone: the message of a bug may hold anything. */
function nameOf(error: unknown): string {
  if (error instanceof ProblemError) return error.facts.name;
  return error instanceof HttpException ? `status ${error.getStatus()}` : 'unexpected';
}

function unreachable(cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      name: 'audit-unreachable',
      title: 'What is asked for cannot be noted at the moment',
      detail: 'The audit does not answer, and nothing is done that it does not hold. Try again.',
      retryAfterSeconds: RETRY_SECONDS,
    },
    { cause },
  );
}
