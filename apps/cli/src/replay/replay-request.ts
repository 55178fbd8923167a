import { STREAM_TOPICS } from '#libs/events';
import { BadInvocationError } from '#libs/platform';
import {
  isEverything,
  parseSelection,
  type EventTime,
  type Pace,
  type Selection,
  type SelectionTexts,
} from '#libs/replay';

/** The options of `mes replay` as they were given; stored with the replay, to go on after a crash. */
export interface ReplayOptions extends SelectionTexts {
  readonly from?: string;
  readonly to?: string;
  readonly speed?: string;
  readonly gapMax?: string;
  readonly rate?: string;
  readonly order?: string;
  readonly time?: string;
  readonly yes?: boolean;
}

export type SourceSpec =
  | { readonly kind: 'topic'; readonly topics: readonly string[] }
  | { readonly kind: 'archive'; readonly folder: string }
  | { readonly kind: 'file'; readonly file: string };

export type TargetSpec =
  | { readonly kind: 'topic'; readonly topic: string }
  /** Each record to the topic that it came from. */
  | { readonly kind: 'origin' }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'rebuild' };

/** What a replay is asked to do. */
export interface ReplayRequest {
  readonly source: SourceSpec;
  readonly target: TargetSpec;
  readonly selection: Selection;
  readonly pace: Pace;
  readonly order: 'partition' | 'time';
  readonly time: EventTime;
  readonly isSure: boolean;
}

/** Longest gap of a replay by `--speed`, once shortened, unless told otherwise. */
const GAP_MS_MAX_DEFAULT = 10_000;

/**
 * Reads the options.
 *
 * @param isDryRun nothing is written: no target needs a `--yes`
 * @throws BadInvocationError with everything that is wrong
 */
export function parseReplay(options: ReplayOptions, isDryRun = false): ReplayRequest {
  const faults: string[] = [];
  const source = sourceOf(options.from, faults);
  const target = targetOf(options.to, faults);
  const { selection, faults: selectionFaults } = parseSelection(options);
  faults.push(...selectionFaults);
  const pace = paceOf(options, faults);
  const request = {
    source,
    target,
    selection,
    pace,
    order: orderOf(options, pace, faults),
    time: choiceOf('--time', options.time, ['registered', 'occurred'] as const, faults),
    isSure: options.yes ?? false,
  };
  if (!request.isSure && !isDryRun) faults.push(...dangersOf(request));
  if (faults.length > 0) {
    throw new BadInvocationError(`mes replay: nothing was done.\n  ${faults.join('\n  ')}`);
  }
  return request;
}

const LIVE_TOPICS: ReadonlySet<string> = new Set(Object.values(STREAM_TOPICS));
const GO_ON =
  'Pass --yes to do it all the same: an event that was counted before is not counted again';

/** What may hurt, and is not done without `--yes`. */
function dangersOf({ source, target, selection }: ReplayRequest): string[] {
  const topics = target.kind === 'topic' ? [target.topic] : [];
  const dangers: string[] = [];
  for (const topic of topics) {
    if (source.kind === 'topic' && source.topics.includes(topic)) {
      dangers.push(
        `--to topic:${topic}: expected another topic than the source, came the source itself. ${GO_ON}.`,
      );
    }
    if (LIVE_TOPICS.has(topic)) {
      dangers.push(
        `--to topic:${topic}: expected a topic that nobody counts from, came a live one. ${GO_ON}.`,
      );
    }
  }
  if (target.kind === 'origin') {
    dangers.push(
      `--to origin: expected topics that nobody counts from; those that the records came from may be live, or the source itself. ${GO_ON}.`,
    );
  }
  if (target.kind === 'rebuild' && !isEverything(selection)) {
    dangers.push(
      '--to rebuild: expected no selection, came one: what it leaves out would be missing from the figures. Pass --yes to replace the live figures all the same.',
    );
  }
  return dangers;
}

/** As Kafka names topics. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;

function sourceOf(text = '', faults: string[]): SourceSpec {
  const [kind, name] = split(text);
  if (kind === 'topic' && name.split(',').every((topic) => TOPIC_NAME.test(topic))) {
    return { kind, topics: [...new Set(name.split(','))] };
  }
  if (kind === 'archive' && name !== '') return { kind, folder: name };
  if (kind === 'file' && name !== '') return { kind, file: name };
  faults.push(
    `--from: expected topic:NAME[,NAME…], archive:FOLDER or file:FILE.ndjson, came "${text}"`,
  );
  return { kind: 'topic', topics: [] };
}

function targetOf(text = '', faults: string[]): TargetSpec {
  const [kind, name] = split(text);
  if (text === '-') return { kind: 'stdout' };
  if (text === 'rebuild' || text === 'origin') return { kind: text };
  if (kind === 'topic' && TOPIC_NAME.test(name)) return { kind, topic: name };
  if (kind === 'file' && name !== '') return { kind, file: name };
  faults.push(`--to: expected topic:NAME, origin, file:FILE.ndjson, - or rebuild, came "${text}"`);
  return { kind: 'stdout' };
}

function split(text: string): [kind: string, name: string] {
  const at = text.indexOf(':');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function paceOf(options: ReplayOptions, faults: string[]): Pace {
  const { speed, rate, gapMax } = options;
  if (speed !== undefined && rate !== undefined) {
    faults.push('--speed and --rate: expected one of them, came both');
  }
  if (gapMax !== undefined && speed === undefined) {
    faults.push('--gap-max: expected together with --speed, came alone');
  }
  const gapMsMax = gapMax === undefined ? GAP_MS_MAX_DEFAULT : gapOf(gapMax, faults);
  if (speed !== undefined) return { kind: 'speed', factor: factorOf(speed, faults), gapMsMax };
  if (rate === undefined) return { kind: 'full' };
  return {
    kind: 'rate',
    recordsPerSecond: numberOf('--rate', rate, 'a number of records a second above 0', faults),
  };
}

function factorOf(text: string, faults: string[]): number {
  const factor = /^(.+)x$/.exec(text)?.[1] ?? text;
  return numberOf('--speed', factor, 'a factor above 0 such as 10x', faults);
}

const GAP = /^(\d+(?:\.\d+)?)(ms|s|m)$/;
const MS_OF: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function gapOf(text: string, faults: string[]): number {
  const [, number = '', unit = ''] = GAP.exec(text) ?? [];
  const gapMs = Number(number) * (MS_OF[unit] ?? NaN);
  if (gapMs > 0) return gapMs;
  faults.push(`--gap-max: expected a time above 0 such as 500ms, 10s or 2m, came "${text}"`);
  return GAP_MS_MAX_DEFAULT;
}

function numberOf(option: string, text: string, expected: string, faults: string[]): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  faults.push(`${option}: expected ${expected}, came "${text}"`);
  return 1;
}

/** A pace by event time has to know one order of all events. */
function orderOf(options: ReplayOptions, pace: Pace, faults: string[]): 'partition' | 'time' {
  const order = choiceOf('--order', options.order, ['partition', 'time'] as const, faults);
  if (pace.kind !== 'speed') return order;
  if (options.order === 'partition') {
    faults.push('--speed: expected --order time, which it implies, came --order partition');
  }
  return 'time';
}

/** The first choice when none was made. */
function choiceOf<T extends string>(
  option: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
  faults: string[],
): T {
  const found = choices.find((choice) => choice === text);
  if (text !== undefined && found === undefined) {
    faults.push(`${option}: expected one of ${choices.join(', ')}, came "${text}"`);
  }
  return found ?? choices[0];
}

/** For messages and the table of replays. */
export function describeTarget(target: TargetSpec): string {
  switch (target.kind) {
    case 'topic':
      return `topic ${target.topic}`;
    case 'file':
      return `file ${target.file}`;
    case 'origin':
      return 'the topics of origin';
    case 'stdout':
      return 'standard output';
    case 'rebuild':
      return 'rebuilt figures';
  }
}
