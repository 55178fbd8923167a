import { randomUUID } from 'node:crypto';
import { ProblemError, problemOf, unexpectedProblem, type ProblemFacts } from '#libs/edge';
import { QueryFaultsError } from '#libs/figures';
import { describeError } from '#libs/platform';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PageContext } from './page-context.js';
import { PAGE_HEADERS, htmlOf } from './pages.js';
import { ProblemPage } from './problem-page.js';

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
    const facts = factsOf(error, request, pathname);
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
    response.end(htmlOf(<ProblemPage page={page} facts={facts} />));
  }
}

function factsOf(error: unknown, request: Request, path: string): ProblemFacts {
  if (error instanceof QueryFaultsError) return factsOfQuery(error);
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

/** A parameter that an indicator does not take. */
function factsOfQuery({ faults, message }: QueryFaultsError): ProblemFacts {
  return new ProblemError({
    status: 400,
    name: 'invalid-query',
    title: 'The address asks for something that the figures do not know',
    detail: message,
    faults: faults.map(({ parameter, reason, accepted }) => ({
      field: parameter,
      reason,
      ...(accepted !== undefined && { accepted }),
    })),
  }).facts;
}
