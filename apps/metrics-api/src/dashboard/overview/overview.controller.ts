import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { overviewPage } from './overview.page.js';

/** Where a reader starts: is it healthy, what was simulated, the headline figures, the proof. */
@DashboardPage('')
export class OverviewController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: [] }, (page) =>
      overviewPage(page, this.figures),
    );
  }
}
