import { Figures, QueryFaultsError } from '#libs/figures';
import { systemClock } from '#libs/platform';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ask, type Answer } from '../shell/ask.js';
import { DashboardPage } from '../shell/dashboard-page.js';
import type { PageContext } from '../shell/page-context.js';
import { Pages } from '../shell/pages.js';
import { asKnownOnPage } from './as-known-on.page.js';
import { askedDays, type AskedDay, type AskedDays } from './asked-day.js';
import { changedCells } from './changed-cells.js';
import type { Changes } from './changes-panel.js';

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
    const version = askedDays({}, nowMs).then.day;
    const parameters = ['date', 'until'];
    return this.pages.answer({ request, response, parameters, version }, async (page) => {
      const asked = askedDays(page.query, nowMs);
      const now = await ask(this.figures, page, 'months');
      return asKnownOnPage(page, {
        asked,
        then: await ask(this.figures, page, 'months', { known_on: [asked.then.day] }),
        until:
          asked.until === undefined
            ? now
            : await ask(this.figures, page, 'months', { known_on: [asked.until.day] }),
        now,
        changes: await this.#changesOf(page, asked),
      });
    });
  }

  /** By couloir, for the owner: the public view has no breakdown of another day. */
  async #changesOf(page: PageContext, { then, until }: AskedDays): Promise<Changes> {
    if (page.view === 'public') return { kind: 'owners' };
    const known = (day: AskedDay | undefined): Promise<Answer> =>
      ask(this.figures, page, 'volumes', {
        by: ['couloir'],
        ...(day && { known_on: [day.day] }),
      });
    try {
      const [before, after] = [await known(then), await known(until)];
      return { kind: 'cells', cells: changedCells(before.table, after.table) };
    } catch (error) {
      // The data have lost the breakdown of that day: the rest of the page stands.
      const lost = error instanceof QueryFaultsError ? error.faults[0] : undefined;
      if (lost?.parameter !== 'known_on') throw error;
      return { kind: 'lost', reason: lost.reason };
    }
  }
}
