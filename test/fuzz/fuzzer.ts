import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { Script, createContext, runInNewContext } from 'node:vm';
import { INPUT_BYTES_MAX, mutate } from './mutate.js';
import { Random } from './random.js';
import { REFUSED, type FuzzTarget, type Placed } from './target.js';

/** What a reader may not do. */
export type FaultKind =
  /** An error without a name of its own. */
  | 'crash'
  /** No end within the time. */
  | 'hang'
  /** What lies outside of the bytes decides what is read. */
  | 'over-read'
  /** Memory beyond the bound. */
  | 'over-allocation'
  /** A second reader reads something else. */
  | 'wrong reading';

export interface Fault {
  readonly kind: FaultKind;
  readonly target: string;
  readonly seed: number;
  /** Number of the input: with the seed it makes the input again. */
  readonly index: number;
  readonly detail: string;
  /** The input, made as short as it could be. */
  readonly hex: string;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Number of the first input. Default 0. */
  readonly from?: number;
  readonly count: number;
  /** Longest time of one piece of inputs, milliseconds. Default 10,000. */
  readonly hangMs?: number;
}

export interface FuzzResult {
  readonly inputs: number;
  /** Inputs that were read, mutated as they were. */
  readonly read: number;
  readonly refused: number;
  /** By the name of the error. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Longest time of one input, milliseconds. */
  readonly msMax: number;
  readonly fault: Fault | undefined;
}

/** Inputs between two looks at the clock of the watchdog. */
const PIECE_INPUTS = 256;
const HANG_MS = 60_000;
/** Memory that a reader may take for each byte of its input, beside what the target allows. */
const MEMORY_TIMES_INPUT = 64;
/** Memory of the whole process, above that of its start, bytes: what WebAssembly takes is seen here only. */
const PROCESS_MEMORY_BYTES_MAX = 768 * 1024 * 1024;
/** Bytes around an input. */
const AROUND_BYTES = 64;
/** What lies around: what ends numbers at once, and what never ends them. */
const CANARIES = [0x00, 0xff] as const;
/** Attempts to make a failing input shorter. */
const SHORTENINGS_MAX = 2000;
/** Frames of the stack that a crash is reported with. */
const FRAMES_MAX = 10;

class FaultError extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** Puts inputs between bytes that say nothing, always in the same memory, as readers meet it. */
class Place {
  readonly #buffer: Buffer;
  readonly #end = AROUND_BYTES + INPUT_BYTES_MAX;

  constructor(private readonly canary: number) {
    this.#buffer = Buffer.alloc(this.#end + AROUND_BYTES, canary);
  }

  put(input: Buffer): Placed {
    const start = this.#end - input.length;
    this.#buffer.fill(this.canary, 0, start);
    input.copy(this.#buffer, start);
    return { buffer: this.#buffer, start, end: this.#end };
  }
}

/** Changes real inputs at random, and watches what a reader makes of them. */
export class Fuzzer {
  readonly #places = CANARIES.map((canary) => new Place(canary));
  readonly #refusals = new Map<string, number>();
  #index = 0;
  #read = 0;
  #msMax = 0;
  /** Bound of the process's memory, from what it held before the first input. */
  #rssMax: number | undefined;

  constructor(private readonly target: FuzzTarget) {}

  /** Stops at the first fault. What several runs of one fuzzer found is added up. */
  run(options: FuzzOptions): FuzzResult {
    const frames = Error.stackTraceLimit;
    // Most inputs end in an error: where it came from is of no interest, and costs more than the reading.
    Error.stackTraceLimit = 0;
    try {
      return this.#run(options);
    } finally {
      Error.stackTraceLimit = frames;
    }
  }

  #run(options: FuzzOptions): FuzzResult {
    const { seed, from = 0, count, hangMs = HANG_MS } = options;
    const rssMax = (this.#rssMax ??= process.memoryUsage.rss() + PROCESS_MEMORY_BYTES_MAX);
    this.#index = from;
    let fault: Fault | undefined;
    while (this.#index < from + count && fault === undefined) {
      const end = Math.min(from + count, this.#index + PIECE_INPUTS);
      const found = faultOf(hangMs, () => {
        while (this.#index < end) {
          this.#check(inputOf(this.target, seed, this.#index));
          this.#index += 1;
        }
        if (process.memoryUsage.rss() <= rssMax) return;
        const rss = settledRss();
        if (rss > rssMax) throw new FaultError('over-allocation', `${rss} bytes of process memory`);
      });
      if (found !== undefined) fault = this.#report(found, seed, hangMs);
    }
    const refused = [...this.#refusals.values()].reduce((sum, times) => sum + times, 0);
    return {
      inputs: this.#read + refused,
      read: this.#read,
      refused,
      refusals: Object.fromEntries(this.#refusals),
      msMax: this.#msMax,
      fault,
    };
  }

  /** @throws FaultError */
  #check(input: Buffer): void {
    const startedMs = performance.now();
    const before = memoryBytes();
    const readings = this.#places.map((place) => this.#readingOf(place.put(input)));
    const bytes = memoryBytes() - before;
    this.#msMax = Math.max(this.#msMax, performance.now() - startedMs);
    const bytesMax = this.target.memoryBytesMax + MEMORY_TIMES_INPUT * input.length;
    if (bytes > bytesMax) {
      const detail = `expected at most ${bytesMax} bytes for ${input.length}, came ${bytes}`;
      throw new FaultError('over-allocation', detail);
    }
    const [reading = REFUSED, other] = readings;
    if (reading !== other) {
      const detail = `between zeros ${reading}, between ones ${String(other)}`;
      throw new FaultError('over-read', detail);
    }
    const isRefused = reading.startsWith(REFUSED);
    if (isRefused) this.#refusals.set(reading, (this.#refusals.get(reading) ?? 0) + 1);
    else this.#read += 1;
    const expected = this.target.expected?.(input);
    if (expected === undefined) return;
    if (isRefused ? expected !== REFUSED : expected !== reading) {
      throw new FaultError('wrong reading', `expected ${expected}, came ${reading}`);
    }
  }

  #readingOf(placed: Placed): string {
    try {
      return this.target.read(placed);
    } catch (error) {
      if (error instanceof FaultError) throw error;
      if (error instanceof Error && this.target.named.some((type) => error instanceof type)) {
        return `${REFUSED} ${error.constructor.name}`;
      }
      throw new FaultError('crash', error instanceof Error ? String(error.stack) : String(error));
    }
  }

  #report({ kind, detail }: FaultError, seed: number, hangMs: number): Fault {
    const index = this.#index;
    const input = inputOf(this.target, seed, index);
    // A crash once more, to see where it comes from.
    Error.stackTraceLimit = FRAMES_MAX;
    const again = faultOf(hangMs, () => {
      this.#check(input);
    });
    Error.stackTraceLimit = 0;
    const isSame = (shorter: Buffer): boolean =>
      faultOf(hangMs, () => {
        this.#check(shorter);
      })?.kind === kind;
    // Each attempt at a hang takes the whole of its time.
    const shortest = kind === 'hang' ? input : shortened(input, isSame);
    const hex = shortest.toString('hex');
    return { kind, target: this.target.name, seed, index, detail: again?.detail ?? detail, hex };
  }
}

/** An input as the run makes it: a pure function of target, seed and index. */
export function inputOf(target: FuzzTarget, seed: number, index: number): Buffer {
  const random = new Random(seed, index);
  const input = mutate(random, target.originals);
  target.repair?.(random, input);
  return input;
}

/** Bytes that the engine holds: its heap and what lies outside of it. */
function memoryBytes(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

/** The fault of some work, which is broken off when it takes too long: a thread of the engine watches. */
function faultOf(hangMs: number, work: () => void): FaultError | undefined {
  let fault: FaultError | undefined;
  const context = createContext({
    work: () => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof FaultError)) throw error;
        fault = error;
      }
    },
  });
  try {
    WATCHED.runInContext(context, { timeout: hangMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return new FaultError('hang', `no end within ${hangMs} ms`);
  }
  return fault;
}

const WATCHED = new Script('work()');

/** Not by its class: in a test the error comes from outside of the test's own world. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

/** Memory of the process once the engine has given back what nobody holds. */
function settledRss(): number {
  setFlagsFromString('--expose-gc');
  // Contexts made from here on have it.
  runInNewContext('gc(); gc();');
  return process.memoryUsage.rss();
}

/** Leaves out pieces, from large ones to single bytes, as long as the fault stays. */
function shortened(input: Buffer, isSame: (shorter: Buffer) => boolean): Buffer {
  let best = input;
  let attempts = 0;
  for (let piece = best.length >> 1; piece >= 1; piece >>= 1) {
    for (let at = 0; at < best.length && attempts < SHORTENINGS_MAX;) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + piece)]);
      attempts += 1;
      if (isSame(shorter)) best = shorter;
      else at += piece;
    }
  }
  return best;
}
