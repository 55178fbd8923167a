import { RUN_LIMITS } from '#libs/store';
import { Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RunBook } from '../../runs/run-book.js';
import { unknownRun } from '../../runs/run-problems.js';
import { isRepetition } from '../../runs/run-request.js';
import { MAY_START_RUNS, cancelFault } from '../../runs/runs.controller.js';
import { DashboardPage } from '../shell/dashboard-page.js';
import { Pages } from '../shell/pages.js';
import { runPage } from './run.page.js';
import { runsPage } from './runs.page.js';

/** Runs on the list. */
const LISTED = Math.min(50, RUN_LIMITS.listedMax);

/** The runs, and each of them: what was asked for, how far it is, what it proved. */
@DashboardPage('runs')
export class RunsPagesController {
  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(RunBook) private readonly book: RunBook,
    @Inject(MAY_START_RUNS) private readonly mayStart: boolean,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const runs = await this.book.list(LISTED);
    const known = await this.book.streams();
    const version = JSON.stringify([
      runs.map(({ id, version, isSilent }) => [id, version, isSilent]),
      known,
      this.mayStart,
    ]);
    await this.pages.answer({ request, response, parameters: [], version }, (page) =>
      runsPage(page, { runs, known, mayStart: this.mayStart }),
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const run = await this.book.find(id);
    if (run === undefined) throw unknownRun(id);
    const version = JSON.stringify([run.version, run.isSilent, this.mayStart]);
    await this.pages.answer({ request, response, parameters: [], version }, async (page) =>
      runPage(page, {
        run,
        mayCancel: this.mayStart && !run.cancelRequested && cancelFault(run) === undefined,
        isRepetition:
          run.requestedBy === 'page' &&
          run.state === 'REQUESTED' &&
          isRepetition(run, await this.book.streams()),
      }),
    );
  }
}
