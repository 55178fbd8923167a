/** The thread that computes figures: started by FiguresThread, with a pool of its own. */
import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseFigures, ProtectorThread } from '#libs/figures';
import { createPool } from '#libs/store';
import { lagReader } from './lag-reader.js';
import {
  failureOf,
  type ThreadAnswer,
  type ThreadOrder,
  type ThreadTask,
} from './thread-messages.js';

/** One reads the state, the others cells of months. */
const CLIENTS_MAX = 3;

const { databaseUrl, kafka } = workerData as ThreadTask;
const pool = createPool(databaseUrl, CLIENTS_MAX);
// Beside this thread once more: answers of other indicators do not wait for what the public may see.
const protector = new ProtectorThread();
const figures = new DatabaseFigures(pool, {
  protect: protector.protect,
  readLag: lagReader(pool, kafka),
});

parentPort?.on('message', (message: ThreadOrder) => {
  if (message.order === 'answer') void answer(message);
  else void close();
});

async function answer({ id, name, query }: ThreadOrder & { order: 'answer' }): Promise<void> {
  parentPort?.postMessage({ id, answer: await answerOf(name, query) } satisfies ThreadAnswer);
}

async function answerOf(
  ...question: Parameters<DatabaseFigures['answer']>
): Promise<ThreadAnswer['answer']> {
  try {
    return { table: await figures.answer(...question) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

async function close(): Promise<void> {
  await protector.close();
  await pool.end();
  parentPort?.close();
}
