import { randomUUID } from 'node:crypto';
import {
  Catch,
  type ArgumentsHost,
  type ExceptionFilter,
  type LoggerService,
} from '@nestjs/common';
import { describeError, logFacts, systemClock } from '#libs/platform';
import type { Request, Response } from 'express';
import { problemAnswer, problemFormOf } from './problem-answer.js';
import type { ProblemFacts } from './problem.js';
import { problemOf, unexpectedProblem } from './problem-of.js';

/** Between two lines of the log about requests that cannot be served at the moment. */
const WARN_INTERVAL_MS = 1_000;

/** Answers every error of a request in one of the two forms. Only bugs are logged: a refusal is an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  #warnedAtMs = -Infinity;

  /** @param options.methodsAt the methods that a path knows, as the service's OpenAPI document says */
  constructor(
    private readonly options: {
      readonly logger: LoggerService;
      readonly bodyBytesMax: number;
      readonly methodsAt: (path: string) => readonly string[];
      /** Told the name of each problem that is answered. Omitted: nobody counts them. */
      readonly onProblem?: (name: string) => void;
    },
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const path = request.originalUrl.replace(/\?.*$/s, '');
    const { bodyBytesMax, methodsAt } = this.options;
    const facts =
      problemOf(error, {
        method: request.method,
        path,
        methods: methodsAt(path),
        bodyBytesMax,
      }) ?? this.#unexpected(error, request, path);
    this.options.onProblem?.(facts.name);
    this.#warnOfUnavailable(facts, error);
    if (response.headersSent) {
      // Half an answer is out: cutting the connection is the only way left to say so.
      response.destroy();
      return;
    }
    const { status, headers, body } = problemAnswer(facts, problemFormOf(path));
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** Who runs the service must learn why it turns callers away; once a while is enough. */
  #warnOfUnavailable(facts: ProblemFacts, error: unknown): void {
    if (facts.status !== 503 || !(error instanceof Error)) return;
    const nowMs = systemClock.monotonicMs();
    if (nowMs - this.#warnedAtMs < WARN_INTERVAL_MS) return;
    this.#warnedAtMs = nowMs;
    const { cause } = error;
    this.options.logger.warn(
      `${facts.name}: ${error.message}${cause instanceof Error ? ` (${cause.message})` : ''}`,
    );
  }

  #unexpected(
    error: unknown,
    request: Request,
    path: string,
  ): ReturnType<typeof unexpectedProblem> {
    // Set for every request; a filter that is used alone draws one.
    const requestId = logFacts().requestId ?? randomUUID();
    // The path alone: a query may hold identifiers.
    this.options.logger.error(
      `request ${requestId}, ${request.method} ${path}: ${describeError(error)}`,
    );
    return unexpectedProblem(requestId);
  }
}
