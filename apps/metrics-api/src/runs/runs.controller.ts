import { Audited, RequireScope, type ProblemError } from '#libs/edge';
import { newRunId, type StoredRun } from '#libs/store';
import { Body, Controller, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { HtmlProblemFilter } from '../dashboard/shell/html-problem.filter.js';
import { RunBook } from './run-book.js';
import {
  notCancellable,
  runUnderWay,
  startsNoRuns,
  tooManyRuns,
  unknownRun,
} from './run-problems.js';
import { checkedRun, streamOf } from './run-request.js';
import { assertSameOrigin } from './same-origin.js';

/** Whether runs may be asked for here: MES_RUNS_FROM_PAGE. */
export const MAY_START_RUNS = Symbol('runs may be asked for here');

/** Addresses that take a form. */
export const RUN_FORMS = /^\/runs(\/[0-9a-f]{12}\/cancel)?\/?$/;

/** Forms of the pages of runs: they ask, and `mes up` runs. Refusals are pages. */
@Controller('runs')
@ApiTags('runs')
@RequireScope('load:run')
@UseFilters(HtmlProblemFilter)
export class RunsController {
  constructor(
    @Inject(RunBook) private readonly book: RunBook,
    @Inject(MAY_START_RUNS) private readonly mayStart: boolean,
  ) {}

  @Post()
  @Audited('runs.start', wishedRun)
  @ApiOperation({
    summary: 'Ask for a small run',
    description:
      'A form of the page of runs, in demonstrations alone. One run stands or goes on at a time; a mes up takes it. Answers are pages.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['scenario'],
      properties: {
        scenario: { type: 'string' },
        scale: { type: 'string', description: 'omitted: a proposed one' },
        seed: { type: 'string', description: 'omitted: drawn' },
      },
    },
  })
  @ApiResponse({ status: 303, description: 'Asked for: Location is its page' })
  async start(
    @Body() form: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    assertSameOrigin(request);
    if (!this.mayStart) throw startsNoRuns();
    const checked = checkedRun(form, await this.book.streams());
    const requested = await this.book.request({ id: newRunId(), ...checked });
    if ('busy' in requested) throw runUnderWay(requested.busy);
    if ('tooMany' in requested) throw tooManyRuns(requested.tooMany);
    seeOther(request, response, requested.run.id);
  }

  @Post(':id/cancel')
  @Audited('runs.cancel')
  @ApiOperation({ summary: 'Ask for the end of a run of the page' })
  @ApiResponse({ status: 303, description: 'Asked for: Location is its page' })
  async cancel(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    assertSameOrigin(request);
    if (!this.mayStart) throw startsNoRuns();
    const run = await this.book.find(id);
    if (run === undefined) throw unknownRun(id);
    const fault = cancelFault(run);
    if (fault !== undefined) throw fault;
    await this.book.cancel(id);
    seeOther(request, response, id);
  }
}

/** The fields of the form that say what is wished; others are refused anyway. */
function wishedRun({ body }: Request): Readonly<Record<string, unknown>> {
  // Whatever came: a form is an object of texts, and anything else has none of these fields.
  const { scenario, scale, seed } = Object(body) as Readonly<Record<string, unknown>>;
  return { scenario, scale, seed };
}

/** What speaks against ending a run; undefined when it may be asked to end. */
export function cancelFault(run: StoredRun): ProblemError | undefined {
  if (run.state !== 'REQUESTED' && run.state !== 'RUNNING') return notCancellable(run, 'over');
  if (run.requestedBy === 'command') return notCancellable(run, 'command');
  if (run.state === 'RUNNING' && streamOf(run).hasSons) return notCancellable(run, 'sons');
  return undefined;
}

/** To the run's page, in the language of the form (303, RFC 9110 15.4.4: a reload asks for nothing again). */
function seeOther(request: Request, response: Response, id: string): void {
  const { searchParams } = new URL(request.originalUrl, 'http://page');
  const language = searchParams.get('lang') === 'en' ? '?lang=en' : '';
  response.status(303).set({ location: `/runs/${id}${language}`, 'cache-control': 'no-store' });
  response.end();
}
