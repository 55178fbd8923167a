import { Readiness } from '#libs/platform';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { PublicRoute } from './access/access.guard.js';

/** What orchestrators ask: is it alive, may it be given work. Open to anonymous callers. */
@PublicRoute()
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, description: 'Alive' })
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Everything that a request needs answers' })
  @ApiResponse({ status: 200, description: 'Ready' })
  @ApiResponse({ status: 503, description: 'Not ready, with the checks that failed' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const answers = await this.readiness.ask();
    // Names alone: whoever may ask here need not know why.
    const checks = answers.map(({ name, isReady }) => ({ name, isReady }));
    const isReady = checks.every((check) => check.isReady);
    response.status(isReady ? 200 : 503);
    return { status: isReady ? 'ready' : 'not-ready', checks };
  }
}
