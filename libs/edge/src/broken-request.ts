import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { HTTP_LIMITS, type ConnectionLimits } from './limits.js';
import { problemAnswer } from './problem-answer.js';
import type { ProblemFacts } from './problem.js';

/** Refusals of what Node's parser cannot take for a request, by its error code. */
function brokenRequestProblem(code: string | undefined, limits: ConnectionLimits): ProblemFacts {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        name: 'headers-too-large',
        title: 'The headers are too large',
        detail: `Request line and headers may have ${HTTP_LIMITS.headerBytesMax} bytes together.`,
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        name: 'request-timeout',
        title: 'The request did not arrive in time',
        detail: `Headers have ${limits.headersTimeoutMs} ms, a whole request ${limits.requestTimeoutMs} ms.`,
      };
    case undefined:
    default:
      return {
        status: 400,
        name: 'malformed-request',
        title: 'This is not an HTTP request',
        detail: `Expected a request of HTTP/1.1 (RFC 9112); the parser says ${code ?? 'no more'}.`,
      };
  }
}

/** Answers requests that break before they reach a handler in the same form as all others. */
export function answerBrokenRequests(server: Server, limits: ConnectionLimits = HTTP_LIMITS): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const facts = brokenRequestProblem(error.code, limits);
    const { status, headers, body } = problemAnswer(facts, 'problem');
    const lines = Object.entries({
      ...headers,
      'x-content-type-options': 'nosniff',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  });
  server.on('checkExpectation', (request, response) => {
    const { status, headers, body } = problemAnswer(
      {
        status: 417,
        name: 'unknown-expectation',
        title: 'The expectation is not known',
        detail: 'Only 100-continue is known.',
        faults: [{ field: 'expect', reason: 'unknown value', accepted: ['100-continue'] }],
      },
      'problem',
    );
    response.writeHead(status, { ...headers, connection: 'close' }).end(body);
    request.resume();
  });
}
