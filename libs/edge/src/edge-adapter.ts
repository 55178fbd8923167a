import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { HTTP_LIMITS, type ConnectionLimits } from './limits.js';

/** Nest's express adapter over a server with our bounds: the stock one takes Node's defaults. */
export class EdgeAdapter extends ExpressAdapter {
  constructor(private readonly limits: ConnectionLimits = HTTP_LIMITS) {
    super();
  }

  override initHttpServer(): void {
    const { limits } = this;
    const server = createServer(
      {
        maxHeaderSize: HTTP_LIMITS.headerBytesMax,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        connectionsCheckingInterval: limits.timeoutCheckMs,
        keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
        // Looked for by `refuseHostless`: Node's own refusal has no body.
        requireHostHeader: false,
      },
      this.getInstance<Parameters<typeof createServer>[1]>(),
    );
    server.maxConnections = limits.connectionsMax;
    server.setTimeout(limits.silentConnectionMs);
    this.httpServer = server;
  }
}
