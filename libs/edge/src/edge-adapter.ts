import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { HTTP_LIMITS } from './limits.js';

/** Nest's express adapter over a server with our bounds: the stock one takes Node's defaults. */
export class EdgeAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    const server = createServer(
      {
        maxHeaderSize: HTTP_LIMITS.headerBytesMax,
        headersTimeout: HTTP_LIMITS.headersTimeoutMs,
        requestTimeout: HTTP_LIMITS.requestTimeoutMs,
        connectionsCheckingInterval: HTTP_LIMITS.timeoutCheckMs,
        keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
        // Looked for by `refuseHostless`: Node's own refusal has no body.
        requireHostHeader: false,
      },
      this.getInstance<Parameters<typeof createServer>[1]>(),
    );
    server.maxConnections = HTTP_LIMITS.connectionsMax;
    this.httpServer = server;
  }
}
