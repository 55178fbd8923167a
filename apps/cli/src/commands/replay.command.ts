import { randomBytes } from 'node:crypto';
import {
  EXIT_CODE,
  BadInvocationError,
  RunFailedError,
  onShutdown,
  systemClock,
} from '#libs/platform';
import { evolveReplay } from '#libs/replay';
import { AuditLog, ReplayJobs, type ReplayJob } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openHouse, openKeptHouse, type House } from '../backend/house.js';
import { operator } from '../doors/operator.js';
import { MesCommand } from '../mes.command.js';
import { outFile } from '../options.js';
import { errorOutput, standardOutput, type Output } from '../output.js';
import { COUNTED_TOPICS } from '../replay/counted-topics.js';
import { JobControl, NO_CONTROL, noReplay } from '../replay/job-control.js';
import { needsHouse, performReplay, predict, type ReplayResult } from '../replay/perform-replay.js';
import { jobLine, predictionLines, predictionReport, resultLines } from '../replay/replay-page.js';
import {
  describeTarget,
  parseReplay,
  type ReplayOptions,
  type ReplayRequest,
} from '../replay/replay-request.js';
import { writeJson } from '../run/out-file.js';
import { readSettings, type CliSettings } from '../settings.js';

/** A replay that was not heard of for so long has lost its process, milliseconds; it reports twice a second. */
const SILENT_MS_MAX = 10_000;
const ID_BYTES = 4;

interface Options extends ReplayOptions {
  readonly dryRun?: boolean;
  readonly out?: string;
}

/** Opens what a replay needs; aggregators of its own when it writes where they count and no `mes up` has any. */
async function openFor(
  request: ReplayRequest,
  settings: CliSettings,
  isDryRun: boolean,
  output: Output,
): Promise<House | undefined> {
  if (!needsHouse(request)) return undefined;
  const { target } = request;
  const isCounted =
    target.kind === 'origin' || (target.kind === 'topic' && COUNTED_TOPICS.has(target.topic));
  if (!isCounted || isDryRun) return openKeptHouse(settings, output);
  return openHouse(
    settings,
    {
      keepData: true,
      mayAttach: true,
      withServices: true,
      partitions: settings.MES_PARTITIONS,
      streams: [],
      emitters: 0,
      aggregators: settings.MES_AGGREGATORS,
      sonsAggregators: 0,
    },
    output,
  );
}

/** Standard output belongs to the events when they go there. */
function outputFor({ target }: ReplayRequest): Output {
  const now = (): number => systemClock.monotonicMs();
  return target.kind === 'stdout' ? errorOutput(now) : standardOutput(now);
}

/** Does it between two rows of the audit; a replay from file to file has no database to note it in. */
function audited<T>(
  house: House | undefined,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  if (house === undefined) return work();
  return new AuditLog(house.pool).during({ actor: operator(), action, parameters }, work);
}

/** Runs a replay whose row is there already, from where it stands. */
async function runJob(
  job: Pick<ReplayJob, 'id' | 'replayed' | 'positions'>,
  request: ReplayRequest,
  context: {
    readonly settings: CliSettings;
    readonly house: House | undefined;
    readonly output: Output;
  },
): Promise<ReplayResult> {
  const { house, settings, output } = context;
  const { id } = job;
  const control = house && new JobControl(new ReplayJobs(house.pool), id);
  const hasBegun = Object.keys(job.positions).length > 0;
  try {
    const state = await control?.note('Started');
    if (state !== undefined) output.line(`replay ${id} is ${state}`);
    const result = await performReplay({
      id,
      request,
      house,
      settings,
      control: control ?? NO_CONTROL,
      // A rebuild keeps nothing of an earlier attempt: until the swap it is throw-away.
      earlier: hasBegun && request.target.kind !== 'rebuild' ? job : undefined,
      output,
    });
    await control?.conclude(result.isCancelled);
    return result;
  } catch (error) {
    // The error itself is what the caller has to see, whatever becomes of the row.
    await control?.fail(error).catch(() => undefined);
    throw error;
  }
}

abstract class JobCommand extends MesCommand {
  /** What the audit calls it. */
  protected abstract readonly action: string;

  protected async withJob(
    id: string | undefined,
    work: (job: ReplayJob, control: JobControl, house: House, output: Output) => Promise<void>,
  ): Promise<void> {
    if (id === undefined)
      throw new BadInvocationError('expected the id of a replay; see mes replay list');
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(readSettings(), output);
    try {
      const jobs = new ReplayJobs(house.pool);
      const job = await jobs.find(id);
      if (job === undefined) throw noReplay(id);
      await audited(house, this.action, { id }, () =>
        work(job, new JobControl(jobs, id), house, output),
      );
    } finally {
      await house.close();
    }
  }
}

@Injectable()
@SubCommand({ name: 'list', description: 'The latest replays and where they stand' })
export class ReplayListCommand extends MesCommand {
  override async run(): Promise<void> {
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(readSettings(), output);
    try {
      const jobs = await new ReplayJobs(house.pool).list();
      for (const job of jobs) output.line(jobLine(job));
      if (jobs.length === 0) output.line('no replay yet');
    } finally {
      await house.close();
    }
  }
}

@Injectable()
@SubCommand({ name: 'pause', arguments: '<id>', description: 'Hold a running replay' })
export class ReplayPauseCommand extends JobCommand {
  protected readonly action = 'replay.pause';

  override async run([id]: string[]): Promise<void> {
    await this.withJob(id, async (job, control, _house, output) => {
      if (job.state === 'RUNNING' && job.silentMs > SILENT_MS_MAX) {
        throw new RunFailedError(
          `replay ${job.id}: expected a process that runs it, it was not heard of for ${String(Math.round(job.silentMs / 1000))} s. Go on with it by \`mes replay resume ${job.id}\`, or cancel it.`,
        );
      }
      output.line(`replay ${job.id} is ${await control.note('PauseAsked')}`);
    });
  }
}

@Injectable()
@SubCommand({
  name: 'resume',
  arguments: '<id>',
  description: 'Let a paused replay go on; one whose process is gone goes on here',
})
export class ReplayResumeCommand extends JobCommand {
  protected readonly action = 'replay.resume';

  override async run([id]: string[]): Promise<void> {
    const takenUp = await this.#letGoOn(id);
    if (takenUp === undefined) return;
    const request = parseReplay({ ...takenUp.options, yes: true });
    const settings = readSettings();
    const output = outputFor(request);
    const house = await openFor(request, settings, false, output);
    try {
      const result = await runJob(takenUp, request, { settings, house, output });
      for (const line of resultLines(takenUp.id, result)) output.line(line);
    } finally {
      await house?.close();
    }
  }

  /** The replay to be run here; undefined when its own process goes on. */
  async #letGoOn(id: string | undefined): Promise<ReplayJob | undefined> {
    let takenUp: ReplayJob | undefined;
    await this.withJob(id, async (job, control, _house, output) => {
      const isHeld = job.state === 'PAUSED' && job.silentMs <= SILENT_MS_MAX;
      if (!isHeld && job.state !== 'FAILED' && job.silentMs <= SILENT_MS_MAX) {
        // Refuses a replay that is over, and one that runs.
        evolveReplay(job.state, 'ResumeAsked');
      }
      const state = await control.note(isHeld ? 'ResumeAsked' : 'TakenUp');
      output.line(`replay ${job.id} is ${state}`);
      if (!isHeld) takenUp = job;
    });
    return takenUp;
  }
}

@Injectable()
@SubCommand({ name: 'cancel', arguments: '<id>', description: 'End a replay where it stands' })
export class ReplayCancelCommand extends JobCommand {
  protected readonly action = 'replay.cancel';

  override async run([id]: string[]): Promise<void> {
    await this.withJob(id, async (job, control, _house, output) => {
      if (job.state !== 'CANCELLING') await control.note('CancelAsked');
      // Nobody is there to stop: it is cancelled at once.
      const isGone = job.silentMs > SILENT_MS_MAX;
      output.line(`replay ${job.id} is ${isGone ? await control.note('Stopped') : 'CANCELLING'}`);
    });
  }
}

@Injectable()
@Command({
  name: 'replay',
  description: 'Write records of a topic, an archive or a file again; safe to repeat',
  subCommands: [ReplayListCommand, ReplayPauseCommand, ReplayResumeCommand, ReplayCancelCommand],
})
export class ReplayCommand extends MesCommand {
  override async run([extra]: string[], options: Options = {}): Promise<void> {
    if (extra !== undefined) {
      throw new BadInvocationError(
        `expected: mes replay --from … --to …, or mes replay list, pause, resume or cancel; came "${extra}"`,
      );
    }
    const { dryRun: isDryRun = false, out, ...given } = options;
    const request = parseReplay(given, isDryRun);
    const settings = readSettings();
    const output = outputFor(request);
    const house = await openFor(request, settings, isDryRun, output);
    onShutdown(async (reason) => {
      output.line(`${reason}: stopping; \`mes replay resume\` goes on with what was begun`);
      await house?.close();
      process.exit(EXIT_CODE.failed);
    });
    try {
      const id = randomBytes(ID_BYTES).toString('hex');
      if (isDryRun) {
        const prediction = await predict({ id, request, house, settings, output });
        const report = predictionReport(prediction);
        for (const line of predictionLines(prediction, report)) output.line(line);
        if (out !== undefined) await writeJson(out, report);
        return;
      }
      const result = await audited(house, 'replay.start', { id, ...given }, async () => {
        await this.#create(id, request, given, house);
        return runJob({ id, replayed: 0, positions: {} }, request, { settings, house, output });
      });
      for (const line of resultLines(id, result)) output.line(line);
      if (out !== undefined) await writeJson(out, { id, ...result });
    } finally {
      await house?.close();
    }
  }

  async #create(
    id: string,
    request: ReplayRequest,
    options: ReplayOptions,
    house: House | undefined,
  ): Promise<void> {
    if (house === undefined) return;
    await new ReplayJobs(house.pool).create({
      id,
      source: options.from ?? '',
      target: describeTarget(request.target),
      options: { ...options },
      state: 'STARTING',
    });
  }

  @Option({
    flags: '--from <source>',
    description: 'topic:NAME[,NAME…], archive:FOLDER or file:FILE.ndjson',
  })
  parseFrom(text: string): string {
    return text;
  }

  @Option({
    flags: '--to <target>',
    description:
      'topic:NAME, origin (each record to its own topic), file:FILE.ndjson, - or rebuild',
  })
  parseTo(text: string): string {
    return text;
  }

  @Option({
    flags: '--registered <range>',
    description: 'registeredAt: 2023-12, 2023-12-24 or FROM/BEFORE',
  })
  parseRegistered(text: string): string {
    return text;
  }

  @Option({ flags: '--occurred <range>', description: 'occurredAt: the same' })
  parseOccurred(text: string): string {
    return text;
  }

  @Option({ flags: '--sent <range>', description: 'the record’s timestamp: the same' })
  parseSent(text: string): string {
    return text;
  }

  @Option({ flags: '--offsets <range>', description: 'FROM/BEFORE, in every partition alike' })
  parseOffsets(text: string): string {
    return text;
  }

  @Option({
    flags: '--type <names>',
    description: 'record names, such as DocumentDeposited,DocumentReplaced',
  })
  parseType(text: string): string {
    return text;
  }

  @Option({ flags: '--channel <names>', description: 'dmp, mssante, eprescription' })
  parseChannel(text: string): string {
    return text;
  }

  @Option({ flags: '--editor <names>', description: 'editors by code or name' })
  parseEditor(text: string): string {
    return text;
  }

  @Option({ flags: '--solution <codes>', description: 'solutions by code, such as LGC-01' })
  parseSolution(text: string): string {
    return text;
  }

  @Option({ flags: '--site <ids>', description: 'StructIdNat of sites' })
  parseSite(text: string): string {
    return text;
  }

  @Option({
    flags: '--header <wishes>',
    description: 'NAME, NAME=VALUE or NAME=BEGINNING*; each has to be there',
  })
  parseHeader(text: string): string {
    return text;
  }

  @Option({
    flags: '--speed <factor>',
    description: 'as the events came, so many times as fast, such as 10x',
  })
  parseSpeed(text: string): string {
    return text;
  }

  @Option({
    flags: '--gap-max <time>',
    description: 'with --speed: longest wait between two events; default 10s',
  })
  parseGapMax(text: string): string {
    return text;
  }

  @Option({ flags: '--rate <number>', description: 'records a second; default as fast as it goes' })
  parseRate(text: string): string {
    return text;
  }

  @Option({
    flags: '--order <order>',
    description:
      'partition (the order of each key) or time (all partitions merged); default partition',
  })
  parseOrder(text: string): string {
    return text;
  }

  @Option({
    flags: '--time <which>',
    description: 'registered or occurred: the time of --speed and --order time; default registered',
  })
  parseTime(text: string): string {
    return text;
  }

  @Option({
    flags: '--yes',
    description: 'write onto a live topic or the source, or replace figures by lower ones',
  })
  parseYes(): boolean {
    return true;
  }

  @Option({
    flags: '--dry-run',
    description: 'say what would happen, and how each figure would change',
  })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
