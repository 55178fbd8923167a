import { once } from 'node:events';
import { ProblemError, PublicRoute } from '#libs/edge';
import type { Clock } from '#libs/platform';
import type { StoredRun } from '#libs/store';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RunBook } from './run-book.js';
import { unknownRun } from './run-problems.js';

/** Bounds of following runs. */
export const FOLLOWING_LIMITS = {
  /** Browsers that follow runs at once; further ones are told to come again, and their page reloads. */
  listenersMax: 20,
  /** Milliseconds after which a stream ends; a browser then asks again and goes on where it was. */
  listenMsMax: 600_000,
  /** Milliseconds between two looks at the row. */
  pollMs: 1000,
  /** Milliseconds without an event after which a comment shows that the stream lives. */
  heartbeatMs: 15_000,
  /** Milliseconds after which a browser asks again. */
  retryMs: 2000,
} as const;

export const RUN_EVENTS_CLOCK = Symbol('clock of the streams of runs');

/** How runs go on, as server-sent events (HTML standard, 9.2). */
@Controller('runs')
@ApiTags('runs')
@PublicRoute()
export class RunEventsController {
  #listeners = 0;

  constructor(
    @Inject(RunBook) private readonly book: RunBook,
    @Inject(RUN_EVENTS_CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/report.json')
  @ApiOperation({ summary: 'The result of a run: the object of `mes simulate --out json=FILE`' })
  @ApiResponse({ status: 200, description: 'Its names are a contract' })
  async report(
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const run = await this.book.find(id);
    if (run?.report == null) throw unknownRun(id);
    response.setHeader('cache-control', 'no-cache');
    return run.report;
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'How a run goes on, as server-sent events',
    description:
      '`progress` about once a second, then one `end`, each with the state of the run; the stream ends with it. Last-Event-ID leaves out what was seen; 204 when that was the end.',
  })
  @ApiResponse({
    status: 200,
    description: 'Events with JSON data',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 204, description: 'The end was seen: do not ask again' })
  async follow(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const seen = lastEventIdOf(request);
    const run = await this.book.find(id);
    if (run === undefined) throw unknownRun(id);
    if (isOver(run) && run.version <= seen) {
      response.status(204).end();
      return;
    }
    if (this.#listeners >= FOLLOWING_LIMITS.listenersMax) throw tooManyListeners();
    this.#listeners += 1;
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    try {
      await this.#send(run, seen, response, gone.signal);
    } catch (error) {
      // The browser has gone: there is nobody to tell anything.
      if (!gone.signal.aborted) throw error;
    } finally {
      this.#listeners -= 1;
      response.end();
    }
  }

  async #send(
    first: StoredRun,
    seen: number,
    response: Response,
    gone: AbortSignal,
  ): Promise<void> {
    const { heartbeatMs, listenMsMax, pollMs, retryMs } = FOLLOWING_LIMITS;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      // Compressed it would wait for a full block.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const send = async (text: string): Promise<void> => {
      if (!response.write(text)) await once(response, 'drain', { signal: gone });
    };
    await send(`retry: ${retryMs}\n\n`);
    const startedMs = this.clock.monotonicMs();
    let saidMs = startedMs;
    let version = seen;
    for (let run: StoredRun | undefined = first; run; run = await this.book.find(first.id)) {
      const nowMs = this.clock.monotonicMs();
      if (run.version > version) {
        version = run.version;
        saidMs = nowMs;
        await send(eventOf(run));
      } else if (nowMs - saidMs >= heartbeatMs) {
        saidMs = nowMs;
        await send(': still here\n\n');
      }
      if (isOver(run) || nowMs - startedMs >= listenMsMax) return;
      await this.clock.sleep(pollMs, gone);
    }
  }
}

/** Whether nothing will change about a run any more. */
export function isOver({ state }: Pick<StoredRun, 'state'>): boolean {
  return state !== 'REQUESTED' && state !== 'RUNNING';
}

/** The state of a run, as its followers get it. */
function eventOf(run: StoredRun): string {
  const { id, state, progress, detail, isSilent, cancelRequested, version } = run;
  const verification = run.report?.verification ?? null;
  const data = { id, state, isSilent, cancelRequested, progress, verification, detail };
  return `id: ${version}\nevent: ${isOver(run) ? 'end' : 'progress'}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** 0 when the header is absent: nothing was seen. */
function lastEventIdOf({ headers }: Request): number {
  const header = headers['last-event-id'];
  if (header === undefined || header === '') return 0;
  if (typeof header === 'string' && /^\d{1,9}$/.test(header)) return Number(header);
  const came = JSON.stringify(String(header).slice(0, 80));
  throw new ProblemError({
    status: 400,
    name: 'invalid-header',
    title: 'The request does not have the expected form',
    detail: `last-event-id: expected the id of an event of this stream; came ${came}`,
    faults: [{ field: 'last-event-id', reason: `expected a whole number; came ${came}` }],
  });
}

function tooManyListeners(): ProblemError {
  const { listenersMax } = FOLLOWING_LIMITS;
  return new ProblemError({
    status: 503,
    name: 'too-many-listeners',
    title: 'Too many readers follow runs at the moment',
    detail: `At most ${listenersMax} may at once. The page of the run shows the same when it is loaded again.`,
    retryAfterSeconds: 5,
  });
}
