import { writeFile } from 'node:fs/promises';
import { BadInvocationError, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { metricsAnswer } from '../metrics/metrics-answer.js';
import {
  FORMAT_HELP,
  invocationError,
  optionFaults,
  readMetricsRequest,
  type MetricsOptions,
  type MetricsRequest,
} from '../metrics/metrics-request.js';
import { figuresOf, queryFaultsOf } from '../metrics/open-figures.js';
import { errorOutput } from '../output.js';
import { terminalWidth } from '../run/figures.js';
import { readSettings } from '../settings.js';

@Injectable()
@Command({
  name: 'metrics',
  arguments: '[indicator]',
  description:
    'An indicator with its definition and freshness; without one, monthly volumes and rates per inhabitant',
})
export class MetricsCommand extends MesCommand {
  override async run(names: string[], options: MetricsOptions = {}): Promise<void> {
    const request = await checkedRequest(names, options);
    // Standard output is the answer alone, so that it can be piped.
    const output = errorOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(readSettings(), output);
    try {
      const answer = await metricsAnswer(figuresOf(house.pool), request, widthOf(request));
      output.endProgress();
      await give(answer, request.outFile);
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--from <month>', description: 'first month, such as 2023-01' })
  parseFrom(text: string): string {
    return text;
  }

  @Option({ flags: '--to <month>', description: 'last month, inclusive' })
  parseTo(text: string): string {
    return text;
  }

  @Option({
    flags: '--by <dimensions>',
    description: 'breakdown of the indicator, such as couloir or department; several with commas',
  })
  parseBy(text: string): string {
    return text;
  }

  @Option({
    flags: '--where <name=value>',
    description: 'any parameter of the indicator; may be given several times',
  })
  parseWhere(text: string, previous: string[] = []): string[] {
    return [...previous, text];
  }

  @Option({ flags: '--format <format>', description: FORMAT_HELP })
  parseFormat(text: string): string {
    return text;
  }

  @Option({
    flags: '--view <view>',
    description: 'owner (default, everything) or public (under disclosure control)',
  })
  parseView(text: string): string {
    return text;
  }

  @Option({ flags: '--lang <language>', description: 'en (default) or fr: titles and notes' })
  parseLang(text: string): string {
    return text;
  }

  @Option({
    flags: '--out-file <file>',
    description: 'write the answer there; omitted: standard output',
  })
  parseOutFile(text: string): string {
    return text;
  }
}

/** @throws BadInvocationError with all faults of the command line and of the query, before anything starts */
async function checkedRequest(
  names: readonly string[],
  options: MetricsOptions,
): Promise<MetricsRequest> {
  const { request, faults } = readMetricsRequest(names, options);
  const { indicator, parameters, view } = request;
  const ofQuery =
    indicator === undefined ? [] : await queryFaultsOf(indicator, { parameters, view });
  const all = [...faults, ...optionFaults(ofQuery), ...bytesFault(request)];
  if (all.length > 0) throw invocationError(all);
  return request;
}

/** Bytes that are no text would upset a terminal. */
function bytesFault({ format, outFile }: MetricsRequest): { option: string; reason: string }[] {
  const isUpset = format?.name === 'parquet' && outFile === undefined && process.stdout.isTTY;
  const reason = 'expected --out-file FILE or a pipe with parquet; came a terminal';
  return isUpset ? [{ option: '--format', reason }] : [];
}

/** A file has every column, a terminal those that fit. */
function widthOf({ outFile }: MetricsRequest): number | undefined {
  return outFile === undefined ? terminalWidth() : undefined;
}

async function give(answer: string | Uint8Array, outFile: string | undefined): Promise<void> {
  if (outFile === undefined) {
    process.stdout.write(answer);
    return;
  }
  try {
    await writeFile(outFile, answer);
  } catch (cause) {
    throw new BadInvocationError(`--out-file ${outFile}: expected a file that can be written`, {
      cause,
    });
  }
}
