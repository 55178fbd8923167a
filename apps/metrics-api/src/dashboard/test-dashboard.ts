import { startHttpService, type HttpService } from '#libs/edge';
import type { Figures } from '#libs/figures';
import type { LoggerService } from '@nestjs/common';
import { RUN_FORMS } from '../runs/runs.controller.js';
import { RunsModule, type RunsOptions } from '../runs/runs.module.js';
import { DashboardModule } from './dashboard.module.js';

const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  // A page that fails is a bug: its cause must be seen.
  error: (message: unknown) => {
    process.stderr.write(`${String(message)}\n`);
  },
};

/** The pages alone over HTTP, with figures that a spec gives; without runs there are no pages of runs. */
export function startTestDashboard(
  figures: Figures,
  options: { readonly isOwnersViewOpen?: boolean; readonly runs?: RunsOptions } = {},
): Promise<HttpService> {
  const { isOwnersViewOpen = true, runs } = options;
  return startHttpService({
    title: 'dashboard',
    description: 'The pages alone, for specs.',
    name: 'dashboard',
    module: DashboardModule.of(figures, {
      isOwnersViewOpen,
      ...(runs && { runs: RunsModule.of(runs) }),
    }),
    formsAt: RUN_FORMS,
    logger: quiet,
  });
}
