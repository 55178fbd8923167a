import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ask } from '../shell/ask.js';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { editorsPage } from './editors.page.js';

/** Editors and the SONS: who is below the threshold and why, what was paid, what another rule would change. */
@DashboardPage('editors')
export class EditorsController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: [] }, async (page) => {
      const { figures } = this;
      const usage = (by: string[], detail?: string) =>
        ask(figures, page, 'usage-thresholds', { by, ...(detail && { detail: [detail] }) });
      return editorsPage(page, {
        states: await ask(figures, page, 'payouts', { by: ['none'] }),
        usage: await usage(['none']),
        usageByEditor: await usage(['editor']),
        causes: await usage(['cause']),
        payouts: await ask(figures, page, 'payouts', { by: ['couloir', 'editor'] }),
        sensitivity: await ask(figures, page, 'sons-sensitivity'),
        units: page.view === 'owner' ? await usage(['none'], 'units') : undefined,
      });
    });
  }
}
