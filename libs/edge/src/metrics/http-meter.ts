import { LabelledCounter, LabelledHistogram, type Clock, type Metrics } from '#libs/platform';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Upper bounds of the buckets, seconds: pages and figures answer within the middle ones. */
const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Methods that are told apart; any other is a client's own idea. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Route of requests that no handler knows: their paths are the callers' own words. */
const NO_ROUTE = 'none';

/** Counts the requests of a service over HTTP, by the template of their route and never by their path. */
export class HttpMeter {
  readonly #durations = new LabelledHistogram(DURATION_BOUNDS);
  readonly #problems = new LabelledCounter();
  #underWay = 0;

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  /** Express middleware: measures until the answer is out or the caller is gone. */
  readonly measure: RequestHandler = (
    request: Request,
    response: Response,
    next: NextFunction,
  ): void => {
    const startedMs = this.clock.monotonicMs();
    this.#underWay++;
    response.once('close', () => {
      this.#underWay--;
      // An event stream lasts as long as its page is open: that is no duration of an answer.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      this.#durations.observe(
        {
          method: methodOf(request),
          route: routeOf(request),
          status: response.writableFinished
            ? `${Math.floor(response.statusCode / 100)}xx`
            : 'aborted',
        },
        (this.clock.monotonicMs() - startedMs) / 1000,
      );
    });
    next();
  };

  /** Notes a refusal; its name is one of the house's own problems. */
  noteProblem(name: string): void {
    this.#problems.add({ problem: name });
  }

  register(metrics: Metrics): void {
    metrics.histogram(
      {
        name: 'mes_http_request_duration_seconds',
        help: 'Requests by route and class of status, from their headers to the end of the answer; event streams are left out.',
      },
      () => this.#durations.readings(),
    );
    metrics.counter(
      {
        name: 'mes_http_problems_total',
        help: 'Requests that were refused or failed, by the name of the problem in the answer.',
      },
      () => this.#problems.readings(),
    );
    metrics.gauge(
      { name: 'mes_http_requests_under_way', help: 'Requests that are not answered yet.' },
      () => this.#underWay,
    );
  }
}

/** The method of a request, from a closed list. */
export function methodOf({ method }: Request): string {
  return METHODS.has(method) ? method : 'other';
}

/** The template that the router matched, such as /documents/:uniqueId. */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  const path: unknown =
    typeof route === 'object' && route !== null ? Reflect.get(route, 'path') : undefined;
  return typeof path === 'string' ? path : NO_ROUTE;
}
