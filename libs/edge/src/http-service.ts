import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  BadInvocationError,
  Operations,
  systemClock,
  type Clock,
  type ReadinessCheck,
  type RunningService,
} from '#libs/platform';
import type { NextFunction, Request, Response } from 'express';
import { protocolDoors, type ProtocolDoors } from './access/protocol-doors.js';
import type { AccessOptions } from './access/token-verifier.js';
import { assertClosed, isLoopback } from './doors/assert-closed.js';
import { refuseForeignHost } from './doors/foreign-host.js';
import { limitRequests } from './doors/limit-requests.js';
import { openDoors, type DoorOptions } from './doors/open-doors.js';
import { answerBrokenRequests } from './broken-request.js';
import { EdgeAdapter } from './edge-adapter.js';
import { methodsAt } from './finish-document.js';
import { FORM_MEDIA_TYPE } from './form-body.js';
import { EdgeModule } from './edge.module.js';
import { BODY_MEDIA_TYPES, parseBody, refuseForeignBody } from './json-body.js';
import { HTTP_LIMITS, type ConnectionLimits } from './limits.js';
import { HttpMeter } from './metrics/http-meter.js';
import { ServiceDescription } from './openapi.controller.js';
import { refuseNul } from './nul-character.js';
import { documentOf, type ServiceFacts } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemError } from './problem.js';
import { requestContext } from './request-context.js';
import { secureHeaders } from './secure-headers.js';
import { CheckedPipe } from './validation.pipe.js';

/** A service over HTTP. */
export interface HttpServiceOptions extends ServiceFacts {
  /** Name in logs: `dmp-emitter`. */
  readonly name: string;
  /** Controllers and what they need. */
  readonly module: Type | DynamicModule;
  /** Address to listen on; default 127.0.0.1, this machine alone. */
  readonly host?: string;
  /** Port to listen on; default 0, a free one. */
  readonly port?: number;
  /** Bytes of a body; default HTTP_LIMITS.bodyBytesMax. */
  readonly bodyBytesMax?: number;
  /** Paths that take a form of a page, and no other body; default none. */
  readonly formsAt?: RegExp;
  /** What /health/ready asks; default nothing. */
  readonly readiness?: readonly ReadinessCheck[];
  /** Whose tokens are accepted; default null: there is no issuer and callers are anonymous. */
  readonly access?: AccessOptions | null;
  /** Keys, the audit and the limits of callers; default: none of them. */
  readonly doors?: DoorOptions;
  /** Bounds of connections; default HTTP_LIMITS. */
  readonly connections?: Partial<ConnectionLimits>;
  /**
   * Where callers may be anonymous while there is neither an issuer nor keys; default loopback. `anywhere` lets the
   * whole network in.
   */
  readonly anonymous?: 'loopback' | 'anywhere';
  /** What the process tells those who operate it; default: nothing but what the edge knows. */
  readonly operations?: Operations;
  readonly logger: LoggerService;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** A service that listens. */
export interface HttpService {
  /** `close` lets requests under way end, within HTTP_LIMITS.drainMs, and then stops the module. */
  readonly service: RunningService;
  /** `http://HOST:PORT`, without a slash at the end. */
  readonly url: string;
  /** For another protocol of the same process. */
  readonly doors: ProtocolDoors;
}

/**
 * Starts a service over HTTP, with what all of them share: bodies read within bounds, every
 * parameter checked against its class, every refusal in one of two forms, /health/live,
 * /health/ready, /metrics and /openapi.json, and who is asking. The rest is the module's controllers.
 *
 * @throws BadInvocationError for a host beyond this machine without an issuer and without keys
 */
export async function startHttpService(options: HttpServiceOptions): Promise<HttpService> {
  const { logger, bodyBytesMax = HTTP_LIMITS.bodyBytesMax, host = '127.0.0.1' } = options;
  const clock = options.clock ?? systemClock;
  const doors = openDoors(options.doors ?? {}, options.access ?? null, clock);
  const { access, limits, audit } = doors;
  assertClosed({
    host,
    hostSetting: 'MES_HTTP_HOST',
    isClosed: access.isClosed,
    anonymous: options.anonymous ?? 'loopback',
  });
  const connections: ConnectionLimits = { ...HTTP_LIMITS, ...options.connections };
  const { readiness, metrics } =
    options.operations ?? new Operations({ service: options.name, instance: options.name });
  readiness.add(...(options.readiness ?? []));
  const meter = new HttpMeter(clock);
  meter.register(metrics);
  const app = await NestFactory.create<NestExpressApplication>(
    EdgeModule.around(options.module, {
      readiness,
      access,
      metrics,
      limits,
      audit,
    }),
    new EdgeAdapter(connections),
    { logger, bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestContext);
  trustProxies(app, options.doors?.trustedProxies ?? []);
  app.use(secureHeaders);
  app.use(meter.measure);
  app.use(refuseHostless);
  app.use(refuseNul);
  if (!access.isClosed && isLoopback(host)) app.use(refuseForeignHost);
  app.use(limitRequests(limits, access));
  app.use(refuseForeignBody(options.formsAt));
  app.useBodyParser('raw', {
    type: [...BODY_MEDIA_TYPES, FORM_MEDIA_TYPE],
    limit: bodyBytesMax,
    inflate: false,
  });
  app.use(parseBody);
  app.useGlobalPipes(new CheckedPipe());
  const document = documentOf(app, options);
  app.get(ServiceDescription).document = document;
  app.useGlobalFilters(
    new ProblemFilter({
      logger,
      bodyBytesMax,
      methodsAt: (path) => methodsAt(document, path),
      onProblem: (name) => {
        meter.noteProblem(name);
      },
    }),
  );
  const server = app.getHttpServer();
  answerBrokenRequests(server, connections);
  await app.listen(options.port ?? 0, host);
  const url = urlOf(server.address() as AddressInfo);
  logger.log(`${options.name} listens on ${url}`);
  const close = async (): Promise<void> => {
    readiness.stop();
    await drained(server);
    await app.close();
    await doors.close();
  };
  return { service: { close }, url, doors: protocolDoors(access) };
}

/** @throws BadInvocationError for what is no address and no network */
function trustProxies(app: NestExpressApplication, proxies: readonly string[]): void {
  try {
    app.set('trust proxy', [...proxies]);
  } catch (cause) {
    throw new BadInvocationError(
      `MES_HTTP_TRUSTED_PROXIES: expected addresses or networks such as 10.0.0.0/8, comma-separated; came "${proxies.join(',')}"`,
      { cause },
    );
  }
}

/** HTTP/1.1 without Host is malformed (RFC 9112, 3.2). */
function refuseHostless(request: Request, _: Response, next: NextFunction): void {
  if (request.headers.host !== undefined || request.httpVersion !== '1.1') {
    next();
    return;
  }
  next(
    new ProblemError({
      status: 400,
      name: 'host-missing',
      title: 'The request names no host',
      detail: 'HTTP/1.1 requests have a Host header; this one has none.',
      faults: [{ field: 'host', reason: 'expected the host of this service; came nothing' }],
    }),
  );
}

/** Takes no new connection, lets requests under way end, and cuts those that take too long. */
async function drained(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // A connection that was busy at the stop turns idle later, and would be kept for a next request.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, HTTP_LIMITS.drainCheckMs);
  const over = new AbortController();
  await Promise.race([
    closed,
    delay(HTTP_LIMITS.drainMs, undefined, { signal: over.signal }).catch(() => undefined),
  ]);
  over.abort();
  clearInterval(idle);
  server.closeAllConnections();
  await closed;
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
