import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ask } from '../shell/ask.js';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { calibrationPage } from './calibration.page.js';

/** Published values beside simulated ones, and what the publications contradict. */
@DashboardPage('calibration')
export class CalibrationController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: [] }, async (page) =>
      calibrationPage(page, {
        calibration: await ask(this.figures, page, 'calibration'),
        inconsistencies: await ask(this.figures, page, 'inconsistencies'),
      }),
    );
  }
}
