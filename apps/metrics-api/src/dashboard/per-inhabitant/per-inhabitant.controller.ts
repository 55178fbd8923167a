import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { PER_INHABITANT_PARAMETERS } from './rate-filters.js';
import { perInhabitantPage } from './per-inhabitant.page.js';

/** Documents per inhabitant: the map of the departments, and what a rate depends on. */
@DashboardPage('per-inhabitant')
export class PerInhabitantController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: PER_INHABITANT_PARAMETERS }, (page) =>
      perInhabitantPage(page, this.figures),
    );
  }
}
