import { startHttpService, type HttpService } from '#libs/edge';
import type { Figures } from '#libs/figures';
import type { LoggerService } from '@nestjs/common';
import { DashboardModule } from './dashboard.module.js';

const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  // A page that fails is a bug: its cause must be seen.
  error: (message: unknown) => {
    process.stderr.write(`${String(message)}\n`);
  },
};

/** The pages alone over HTTP, with figures that a spec gives. */
export function startTestDashboard(
  figures: Figures,
  isOwnersViewOpen = true,
): Promise<HttpService> {
  return startHttpService({
    title: 'dashboard',
    description: 'The pages alone, for specs.',
    name: 'dashboard',
    module: DashboardModule.of(figures, isOwnersViewOpen),
    logger: quiet,
  });
}
