import { Figures } from '#libs/figures';
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { PEOPLE_PARAMETERS } from './people-filters.js';
import { peoplePage } from './people.page.js';

/** People reached: the share of the inhabitants with a document, and how many documents a person gets. */
@DashboardPage('people')
export class PeopleController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Figures) private readonly figures: Figures,
  ) {}

  @Get()
  show(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pages.answer({ request, response, parameters: PEOPLE_PARAMETERS }, (page) =>
      peoplePage(page, this.figures),
    );
  }
}
