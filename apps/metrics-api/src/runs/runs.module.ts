import { systemClock } from '#libs/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { RunBook } from './run-book.js';
import { RUN_EVENTS_CLOCK, RunEventsController } from './run-events.controller.js';
import { MAY_START_RUNS, RunsController } from './runs.controller.js';

/** What the runs of the pages need. */
export interface RunsOptions {
  readonly book: RunBook;
  /** MES_RUNS_FROM_PAGE. */
  readonly mayStart: boolean;
}

/** Runs: asked for by forms, followed by server-sent events. Their pages are the dashboard's. */
@Module({})
export class RunsModule {
  static of({ book, mayStart }: RunsOptions): DynamicModule {
    return {
      module: RunsModule,
      controllers: [RunsController, RunEventsController],
      providers: [
        { provide: RunBook, useValue: book },
        { provide: MAY_START_RUNS, useValue: mayStart },
        { provide: RUN_EVENTS_CLOCK, useValue: systemClock },
      ],
      exports: [RunBook, MAY_START_RUNS],
    };
  }
}
