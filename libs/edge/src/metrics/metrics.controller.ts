import { Metrics } from '#libs/platform';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequireScope } from '../access/access.guard.js';

/**
 * What Prometheus reads. Without an issuer it is open like every other route, on this machine alone;
 * with one the scraper needs a token. It is for those who operate the service, and no part of what the
 * service promises its callers: the OpenAPI document leaves it out.
 */
@Controller('metrics')
@ApiExcludeController()
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @RequireScope('metrics:read')
  async text(@Res() response: Response): Promise<void> {
    const body = await this.metrics.text();
    response.set({ 'content-type': this.metrics.contentType, 'cache-control': 'no-store' });
    response.send(body);
  }
}
