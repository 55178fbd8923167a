import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadInvocationError } from '../errors.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Readiness } from './readiness.js';

/** Bounds of the listener: it serves a scraper and an orchestrator, not the public. */
const LIMITS = {
  connectionsMax: 32,
  headerBytesMax: 8 * 1024,
  requestTimeoutMs: 5_000,
  keepAliveTimeoutMs: 60_000,
} as const;

/** What the listener tells, and where. */
export interface OperationsListenerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/** A listener that runs. */
export interface OperationsListener {
  /** `http://HOST:PORT`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * Answers whoever operates a service, on a port of its own: `/metrics` for Prometheus, `/live` and
 * `/ready` for an orchestrator, with the reasons of what is not ready. It asks nobody who they are, so it belongs on this machine alone or on
 * a network where only they are.
 *
 * @throws BadInvocationError when the port is taken: starting again would not mend that
 */
export async function openOperationsListener(
  options: OperationsListenerOptions,
): Promise<OperationsListener> {
  const { host, port } = options;
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytesMax,
      requestTimeout: LIMITS.requestTimeoutMs,
      keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
    },
    (request, response) => {
      void answer(request, response, options);
    },
  );
  server.maxConnections = LIMITS.connectionsMax;
  await listening(server, host, port);
  // The address that was bound: a service of the house never listens on a pipe.
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      const isTaken = cause.code === 'EADDRINUSE';
      const text = `metrics: expected a free port, ${host}:${port} is taken. Set MES_METRICS_PORT to another one; 0 takes any, off none.`;
      reject(isTaken ? new BadInvocationError(text, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: OperationsListenerOptions,
): Promise<void> {
  const { method = '', url = '' } = request;
  const isReading = method === 'GET' || method === 'HEAD';
  const { status, contentType, body } = isReading
    ? await answerTo(url.replace(/\?.*$/s, ''), options)
    : plain(405, 'expected GET or HEAD\n');
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(isReading ? {} : { allow: 'GET, HEAD' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

async function answerTo(
  path: string,
  { metrics, readiness }: OperationsListenerOptions,
): Promise<Answer> {
  switch (path) {
    case '/metrics':
      return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
    case '/live':
      return json(200, { status: 'alive' });
    case '/ready': {
      const checks = await readiness.ask();
      const isReady = checks.every((check) => check.isReady);
      return json(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not-ready', checks });
    }
    default:
      return plain(404, 'expected /metrics, /live or /ready\n');
  }
}

function json(status: number, body: object): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

function plain(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
