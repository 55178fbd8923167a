import {
  markFailed,
  openSpan,
  requestIdOf,
  traceContextOf,
  withLogFacts,
  withSpan,
} from '#libs/platform';
import type { NextFunction, Request, Response } from 'express';
import { methodOf, routeOf } from './metrics/http-meter.js';

/**
 * Express middleware, the first of all: gives the request its id, which the answer tells as
 * X-Request-Id and every line of the log that is written for it; and opens its span where traces are
 * asked for. Names and attributes are templates and numbers: a path may hold an identifier.
 */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const requestId = requestIdOf(request.headers);
  response.setHeader('x-request-id', requestId);
  const parent = traceContextOf(request.headers);
  const method = methodOf(request);
  const span = openSpan(method, {
    kind: 'server',
    parent,
    attributes: { 'http.request.method': method, 'mes.request_id': requestId },
  });
  if (span.isRecording()) {
    response.once('close', () => {
      const { statusCode, writableFinished } = response;
      const route = routeOf(request);
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': statusCode });
      if (statusCode >= 500 || !writableFinished) markFailed(span, undefined);
      span.end();
    });
  }
  withLogFacts({ requestId }, () => {
    withSpan(
      span,
      () => {
        next();
      },
      parent,
    );
  });
}
