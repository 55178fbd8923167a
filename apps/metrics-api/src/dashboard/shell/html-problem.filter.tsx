import { randomUUID } from 'node:crypto';
import { problemOf, unexpectedProblem, type ProblemFacts } from '#libs/edge';
import { QueryFaultsError } from '#libs/figures';
import { describeError } from '#libs/platform';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problemOfFigures } from '../../figures/figures-problems.js';
import type { WordedProblem } from '../../worded-problem.js';
import { PageContext } from './page-context.js';
import { PAGE_HEADERS, htmlOf, invalidQuery } from './pages.js';
import { ProblemPage } from './problem-page.js';
import { problemWordsOf } from './problem-words.js';

/** Answers every error of a page as a page. Only bugs are logged: a refusal is an answer. */
@Catch()
export class HtmlProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      // Half a page is out: cutting the connection is the only way left to say so.
      response.destroy();
      return;
    }
    const { pathname, searchParams } = new URL(request.originalUrl, 'http://page');
    const language = searchParams.get('lang') === 'en' ? 'en' : 'fr';
    const page = new PageContext(pathname, language, 'public', {}, '');
    const told = toldOf(error);
    const facts = factsOf(told, request, pathname);
    const { retryAfterSeconds, headers } = facts;
    response.removeHeader('etag');
    response.status(facts.status).set({
      ...PAGE_HEADERS,
      'cache-control': 'no-store',
      ...headers,
      ...(retryAfterSeconds !== undefined && {
        'retry-after': String(Math.ceil(retryAfterSeconds)),
      }),
    });
    response.end(
      htmlOf(<ProblemPage page={page} status={facts.status} words={problemWordsOf(facts, told)} />),
    );
  }
}

/** What an error is to a reader; one that is no refusal stays as it is. */
function toldOf(error: unknown): unknown {
  return error instanceof QueryFaultsError ? queryProblem(error) : problemOfFigures(error);
}

/** A parameter that an indicator does not take. */
function queryProblem({ faults }: QueryFaultsError): WordedProblem {
  return invalidQuery(faults.map(({ parameter, ...fault }) => ({ ...fault, field: parameter })));
}

function factsOf(error: unknown, request: Request, path: string): ProblemFacts {
  const place = { method: request.method, path, methods: [], bodyBytesMax: 0 };
  const facts = problemOf(error, place);
  if (facts !== null) return facts;
  const requestId = randomUUID();
  // The path alone: a query may hold anything.
  new Logger('dashboard').error(
    `request ${requestId}, ${request.method} ${path}: ${describeError(error)}`,
  );
  return unexpectedProblem(requestId);
}
