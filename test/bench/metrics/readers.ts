/**
 * Readers of figures: each asks for one path after another over a connection that it keeps, and takes
 * the whole answer, compressed. A latency lasts from the request to the last byte.
 */
import { Agent, get, type IncomingMessage } from 'node:http';
import { systemClock } from '#libs/platform';
import { finish, rateOf, readTask } from '../contract.js';
import { percentilesOf } from './latencies.js';
import type { ReadersTask } from './task.js';

const task = readTask() as ReadersTask;
const agent = new Agent({ keepAlive: true, maxSockets: task.readers });
const latenciesMs = new Map<string, number[]>(task.paths.map((path) => [path, []]));
const bytes = new Map<string, number>();
let refused = 0;

const startedMs = systemClock.monotonicMs();
const endMs = startedMs + task.seconds * 1000;
await Promise.all(Array.from({ length: task.readers }, (_, reader) => read(reader)));
const elapsedMs = systemClock.monotonicMs() - startedMs;
agent.destroy();

const all = [...latenciesMs.values()].flat();
finish({
  eventsPerSecond: rateOf(all.length, elapsedMs),
  ...percentilesOf(all),
  refused,
  paths: [...latenciesMs].map(([path, latencies]) => ({
    path,
    bytes: bytes.get(path) ?? 0,
    ...percentilesOf(latencies),
  })),
});

/** Readers begin at different paths, so that all of them are asked for at any time. */
async function read(reader: number): Promise<void> {
  for (let turn = reader; systemClock.monotonicMs() < endMs; turn++) {
    const path = task.paths[turn % task.paths.length] ?? '';
    const askedMs = systemClock.monotonicMs();
    const answer = await answerOf(path);
    if (answer.status !== 200) refused += 1;
    bytes.set(path, answer.bytes);
    latenciesMs.get(path)?.push(systemClock.monotonicMs() - askedMs);
    if (task.pauseMs > 0) await systemClock.sleep(task.pauseMs);
  }
}

function answerOf(path: string): Promise<{ readonly status: number; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip' };
    get(`${task.url}${path}`, { agent, headers }, (response: IncomingMessage) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, bytes: length });
      });
    }).once('error', reject);
  });
}
