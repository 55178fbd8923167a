import { Figures } from '#libs/figures';
import { systemClock } from '#libs/platform';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ask } from '../shell/ask.js';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { asKnownOnPage } from './as-known-on.page.js';
import { askedDay } from './asked-day.js';

/** Figures and rules as they were known on a day. */
@DashboardPage('as-known-on')
export class AsKnownOnController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const nowMs = systemClock.nowMs();
    // Without a date the page is that of today: another one tomorrow, whatever the figures do.
    const version = askedDay(undefined, nowMs).day;
    return this.pages.answer({ request, response, parameters: ['date'], version }, async (page) => {
      const asked = askedDay(page.query['date'], nowMs);
      return asKnownOnPage(page, {
        asked,
        then: await ask(this.figures, page, 'months', { known_on: [asked.day] }),
        now: await ask(this.figures, page, 'months'),
      });
    });
  }
}
