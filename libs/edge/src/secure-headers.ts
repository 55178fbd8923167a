import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What browsers are told with every answer, refusals included; a page overrides what it needs by
 * setting the header again. Answers of services are data: nothing in them runs, loads or is framed,
 * and their type is not guessed. Strict-Transport-Security is left to the proxy that speaks TLS.
 */
export const secureHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false,
});
