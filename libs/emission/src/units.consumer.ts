import { UNITS_TOPIC, type StreamName } from '#libs/events';
import { kindOfFault } from '#libs/kafka';
import {
  RunFailedError,
  describeError,
  inSpan,
  traceContextOf,
  withLogFacts,
  type SpanFacts,
} from '#libs/platform';
import { Controller, Inject, Logger } from '@nestjs/common';
import {
  Ctx,
  EventPattern,
  KafkaContext,
  KafkaRetriableException,
  Payload,
} from '@nestjs/microservices';
import { RateMissWatch } from './load/rate-miss-watch.js';
import { UnitMuster } from './load/unit-muster.js';
import { ReportPublisher } from './report.publisher.js';
import { SimulationUnit } from './simulation-unit.js';
import { reportsOf } from './unit-report.js';
import { UnitRunner } from './unit-runner.js';

export const EMITTED_STREAM = Symbol('the stream this emitter serves');

/** Type of an error by which kafkajs joins the group again and fetches what is not committed. */
const JOIN_AGAIN = 'REBALANCE_IN_PROGRESS';

/** The group gave this unit to another emitter, or is about to: kafkajs reads the type and joins again. */
class UnitInterruptedError extends KafkaRetriableException {
  constructor(
    readonly type: string,
    unit: SimulationUnit,
  ) {
    super(`unit ${unit.channel}/${String(unit.shard)} of run ${unit.run} is interrupted: ${type}`);
  }
}

/** Typed by hand: Nest would take the topic's name for the key of an event map. */
const TakesUnits = EventPattern<unknown>(UNITS_TOPIC);

@Controller()
export class UnitsConsumer {
  readonly #logger = new Logger('units');

  constructor(
    @Inject(EMITTED_STREAM) private readonly stream: StreamName,
    private readonly runner: UnitRunner,
    private readonly reports: ReportPublisher,
    private readonly misses: RateMissWatch,
    private readonly muster: UnitMuster,
  ) {}

  @TakesUnits
  async onUnit(@Payload() unit: SimulationUnit, @Ctx() context: KafkaContext): Promise<void> {
    if (unit.channel !== this.stream) return;
    const { run, channel, shard } = unit;
    const facts: SpanFacts = {
      kind: 'consumer',
      parent: traceContextOf(headersOf(context)),
      attributes: { 'mes.run': run, 'mes.channel': channel, 'mes.shard': shard },
    };
    await withLogFacts({ run }, () => inSpan('unit', facts, () => this.#emit(unit, context)));
  }

  async #emit(unit: SimulationUnit, context: KafkaContext): Promise<void> {
    const heartbeat = context.getHeartbeat();
    const keepAlive = async (): Promise<void> => {
      try {
        await heartbeat();
      } catch (error) {
        throw new UnitInterruptedError(typeOf(error), unit);
      }
    };
    try {
      if (!(await this.muster.isComplete(unit))) throw new UnitInterruptedError(JOIN_AGAIN, unit);
      if (unit.load?.abortOnRateMiss) await this.misses.start();
      const result = await this.runner.run(unit, keepAlive);
      for (const report of reportsOf(result)) await this.reports.publish(result.source, report);
    } catch (error) {
      if (error instanceof UnitInterruptedError) throw error;
      if (error instanceof RunFailedError) await endProcess(error);
      if (kindOfFault(error) === 'transient') await endProcess(awayError(unit, error));
      await this.#giveUp(unit, error);
    }
  }

  /** A unit that cannot be emitted would block its partition for ever: the run is told, and fails. */
  async #giveUp(unit: SimulationUnit, error: unknown): Promise<void> {
    const { run, channel, shard } = unit;
    const detail = describeError(error);
    this.#logger.error({ message: 'unit failed', run, channel, shard, detail });
    await this.reports.publish(`${channel}/${String(shard)}`, {
      type: 'UnitFailed',
      run,
      channel,
      shard,
      detail,
    });
  }
}

/**
 * The broker or the producer failed: nothing this process holds is sure any more. It ends outside any
 * handler, the message stays uncommitted, and whoever takes the unit next starts it again.
 */
function endProcess(error: RunFailedError): Promise<never> {
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => undefined);
}

/** A broker that a report could not reach just now says nothing of the unit: it is emitted again. */
function awayError({ channel, shard }: SimulationUnit, cause: unknown): RunFailedError {
  return new RunFailedError(
    `unit ${channel}/${String(shard)}: a server is away: ${describeError(cause)}`,
    { cause },
  );
}

/** Headers of a message as text: the run's trace is among them where it is traced. */
function headersOf(context: KafkaContext): Record<string, string> {
  const headers: Readonly<Record<string, unknown>> = context.getMessage().headers ?? {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function typeOf(error: unknown): string {
  return typeof error === 'object' &&
    error !== null &&
    'type' in error &&
    typeof error.type === 'string'
    ? error.type
    : JOIN_AGAIN;
}
