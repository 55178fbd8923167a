/**
 * Feeds one deduplicator with a stream and prints its rate, the growth of this process at each power of
 * ten, and how many answers were wrong. A process of its own for each, so that memory is its own.
 */
import { systemClock } from '#libs/platform';
import { finish, rateOf, readTask } from '../contract.js';
import { deduplicatorOf, type DeduplicatorName } from './deduplicators.js';
import type { Disorder } from './disorder.js';
import { COMMIT_EVENTS, feed, fillGaps } from './feed.js';

/** Fed first into a deduplicator that is thrown away, so that the compiler is done. */
const WARM_UP_EVENTS = 1_000_000;
const FIRST_MARK_EVENTS = 100_000;
const MEBIBYTE = 1024 ** 2;
/** Within it the memory of dropped buffers is given back. */
const SETTLE_MS = 50;

const task = readTask() as Disorder & { readonly deduplicator: DeduplicatorName };
const warmUp = { ...task, events: Math.min(task.events, WARM_UP_EVENTS) };
feed(
  deduplicatorOf(task.deduplicator, warmUp.events),
  warmUp,
  { from: 0, to: warmUp.events },
  { asked: 0, first: 0, wrong: 0 },
);

const residentBefore = await residentBytes();
const deduplicator = deduplicatorOf(task.deduplicator, task.events);
const answers = { asked: 0, first: 0, wrong: 0 };
const growth: { readonly events: number; readonly megabytes: number }[] = [];
let elapsedMs = 0;
for (let from = 0, to = FIRST_MARK_EVENTS; from < task.events; from = to, to *= 10) {
  const until = Math.min(to, task.events);
  elapsedMs += await feedInTurns(from, until);
  growth.push({ events: until, megabytes: await grownMegabytes() });
}
const asked = answers.asked;
const gaps = fillGaps(deduplicator, task, answers);

finish({
  eventsPerSecond: rateOf(asked, elapsedMs),
  events: asked,
  gaps,
  seconds: elapsedMs / 1000,
  wrong: answers.wrong,
  growth,
  // Compilers and garbage of this process included; what was there before is not.
  grownMegabytesMax: megabytesOf(process.resourceUsage().maxRSS * 1024 - residentBefore),
});

/**
 * Feeds positions from commit to commit, with a turn of the event loop between as every service has:
 * Node frees the memory of dropped buffers there. Returns the time without these turns, milliseconds.
 */
async function feedInTurns(from: number, to: number): Promise<number> {
  let fedMs = 0;
  for (let start = from; start < to; start += COMMIT_EVENTS) {
    const startedMs = systemClock.monotonicMs();
    feed(deduplicator, task, { from: start, to: Math.min(to, start + COMMIT_EVENTS) }, answers);
    fedMs += systemClock.monotonicMs() - startedMs;
    await systemClock.sleep(0);
  }
  return fedMs;
}

async function grownMegabytes(): Promise<number> {
  return megabytesOf((await residentBytes()) - residentBefore);
}

/** After a collection and a turn of the event loop, so that garbage is not taken for memory. */
async function residentBytes(): Promise<number> {
  globalThis.gc?.();
  await systemClock.sleep(SETTLE_MS);
  return process.memoryUsage.rss();
}

function megabytesOf(bytes: number): number {
  return Math.round((bytes / MEBIBYTE) * 10) / 10;
}
