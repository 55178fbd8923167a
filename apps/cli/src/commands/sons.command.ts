import {
  buildSonsReport,
  readSonsData,
  REPORT_DIMENSIONS,
  type ReportDimension,
  type SonsReport,
} from '#libs/figures';
import { BadInvocationError, systemClock } from '#libs/platform';
import { TIME_ZONE } from '#libs/reference';
import {
  DEFAULT_USAGE,
  INSTANTS_KEPT_MAX,
  USAGE_PARAMETERS,
  type UsageParameters,
} from '#libs/sons-rules';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne } from '../options.js';
import { standardOutput } from '../output.js';
import { readSettings } from '../settings.js';
import { RunDatabase } from '../run/run-database.js';
import { readSonsDataUntil } from '../sons/read-sons-data-until.js';
import {
  SONS_NOTICE,
  sonsReportCsv,
  sonsReportLines,
  type ReportSubject,
} from '../sons/render-sons-report.js';
import { SonsRequestCommand } from './sons-request.command.js';

interface ReportOptions {
  by?: ReportDimension;
  format?: 'table' | 'csv' | 'json';
  threshold?: number;
  grain?: UsageParameters['grain'];
  windowStart?: UsageParameters['windowStart'];
  windowEnd?: UsageParameters['windowEnd'];
  knownOn?: number;
  until?: number;
  sensitivity?: boolean;
}

@Injectable()
@SubCommand({
  name: 'report',
  description:
    'Usage thresholds, and what was paid beside what is due, with every assumption named',
})
export class SonsReportCommand extends MesCommand {
  override async run(_: string[], options: ReportOptions = {}): Promise<void> {
    const { format = 'table' } = options;
    const output = standardOutput(() => systemClock.monotonicMs());
    const quiet = { ...output, line: () => undefined, progress: () => undefined };
    const house = await openKeptHouse(readSettings(), format === 'table' ? output : quiet);
    try {
      const parameters = parametersOf(options);
      const report = buildSonsReport(
        await (options.until === undefined
          ? readSonsData(house.pool)
          : readSonsDataUntil(house.pool, options.until)),
        {
          by: options.by ?? 'couloir',
          parameters,
          knownOnMs: options.knownOn,
          hasSensitivity: options.sensitivity ?? false,
        },
      );
      const streams = await new RunDatabase(house.pool).emittedStreams();
      const runs = streams
        .filter(({ hasSons }) => hasSons)
        .map(({ name, seed }) => ({ name, seed }));
      output.endProgress();
      process.stdout.write(rendered(format, report, { parameters, runs }));
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--by <dimension>',
    description: 'rows: couloir (default), dsr, editor, solution or cause',
  })
  parseBy(text: string): ReportDimension {
    return oneOf('--by', text, REPORT_DIMENSIONS);
  }

  @Option({ flags: '--format <format>', description: 'table (default), csv or json' })
  parseFormat(text: string): string {
    return oneOf('--format', text, ['table', 'csv', 'json']);
  }

  @Option({
    flags: '--threshold <documents>',
    description: 'documents to reach, 1 to 16; default 10',
  })
  parseThreshold(text: string): number {
    const threshold = atLeastOne('--threshold', text);
    if (threshold > INSTANTS_KEPT_MAX) {
      throw new BadInvocationError(
        `--threshold: expected 1 to ${String(INSTANTS_KEPT_MAX)}, the documents kept of a unit; came "${text}"`,
      );
    }
    return threshold;
  }

  @Option({
    flags: '--grain <grain>',
    description: 'default: the doctor for LGC, the client elsewhere; or practice',
  })
  parseGrain(text: string): string {
    return oneOf('--grain', text, ['default', 'practice']);
  }

  @Option({ flags: '--window-start <fact>', description: 'installation (default) or order' })
  parseWindowStart(text: string): string {
    return oneOf('--window-start', text, ['installation', 'order']);
  }

  @Option({ flags: '--window-end <fact>', description: 'balance_deposited (default) or closing' })
  parseWindowEnd(text: string): string {
    return oneOf('--window-end', text, ['balance_deposited', 'closing']);
  }

  @Option({
    flags: '--known-on <date>',
    description:
      'show what the rules known at the end of that day, such as 2022-12-01, would have decided otherwise',
  })
  parseKnownOn(text: string): number {
    return endOfDayMs('--known-on', text);
  }

  @Option({
    flags: '--until <date or instant>',
    description:
      'only facts, documents and payments registered by the end of that day, or by an instant such as 2023-12-14T14:00+01:00',
  })
  parseUntil(text: string): number {
    return text.includes('T') ? instantMs('--until', text) : endOfDayMs('--until', text);
  }

  @Option({
    flags: '--sensitivity',
    description: 'also with 9, 10 and 11 documents, the other grain, start and end',
  })
  parseSensitivity(): boolean {
    return true;
  }
}

function parametersOf(options: ReportOptions): UsageParameters {
  return {
    ...DEFAULT_USAGE,
    threshold: options.threshold ?? DEFAULT_USAGE.threshold,
    grain: options.grain ?? DEFAULT_USAGE.grain,
    windowStart: options.windowStart ?? DEFAULT_USAGE.windowStart,
    windowEnd: options.windowEnd ?? DEFAULT_USAGE.windowEnd,
    documentsUntilMs: options.until ?? DEFAULT_USAGE.documentsUntilMs,
  };
}

function rendered(
  format: 'table' | 'csv' | 'json',
  report: SonsReport,
  subject: ReportSubject,
): string {
  switch (format) {
    case 'table':
      return `${sonsReportLines(report, subject).join('\n')}\n`;
    case 'csv':
      return sonsReportCsv(report, subject);
    case 'json': {
      const notice = `${SONS_NOTICE}; amounts in cents, tax included`;
      // No limit of time is null: JSON has no infinity.
      const shown = { notice, ...subject, assumptions: USAGE_PARAMETERS, ...report };
      return `${JSON.stringify(shown, null, 2)}\n`;
    }
  }
}

@Injectable()
@Command({
  name: 'sons',
  description: 'Usage thresholds and payout of the SONS',
  subCommands: [SonsReportCommand, SonsRequestCommand],
})
export class SonsCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes sons report, or mes sons request CLIENT/SOLUTION');
  }
}

function oneOf<Name extends string>(option: string, text: string, known: readonly Name[]): Name {
  const found = known.find((name) => name === text);
  if (found === undefined) {
    throw new BadInvocationError(`${option}: expected ${known.join(', ')}, came "${text}"`);
  }
  return found;
}

/** The last millisecond of a day in Europe/Paris. */
function endOfDayMs(option: string, text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    throw new BadInvocationError(`${option}: expected a date such as 2022-12-01, came "${text}"`);
  }
  try {
    const next = Temporal.PlainDate.from(text).add({ days: 1 });
    return next.toZonedDateTime(TIME_ZONE).epochMilliseconds - 1;
  } catch (cause) {
    throw new BadInvocationError(`${option}: expected a date that exists, came "${text}"`, {
      cause,
    });
  }
}

/** An instant with its offset from UTC: without one it would depend on the reader's zone. */
function instantMs(option: string, text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    throw new BadInvocationError(
      `${option}: expected an instant with its offset such as 2023-12-14T14:00+01:00, came "${text}"`,
      { cause },
    );
  }
}
