import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { qualityPage } from './quality.page.js';

/** Whether the figures can be trusted: freshness, faults, proof, and what may still change. */
@DashboardPage('quality')
export class QualityController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: [] }, (page) =>
      qualityPage(page, this.figures),
    );
  }
}
