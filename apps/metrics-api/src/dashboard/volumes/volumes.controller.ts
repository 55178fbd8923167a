import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { VOLUMES_PARAMETERS } from './volumes-filters.js';
import { volumesPage } from './volumes.page.js';

/** Volumes by month, channel and couloir. */
@DashboardPage('volumes')
export class VolumesController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: VOLUMES_PARAMETERS }, (page) =>
      volumesPage(page, this.figures),
    );
  }
}
