import { existsSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { mutate } from '../mutants/mutate.js';

/**
 * A moment to die at: an emitter has sent the last batch of a unit and has not reported it. Nothing in
 * the product knows of it; an emitter dies there once, as by kill -9, if it is started with this file.
 */
globalThis.mesDieBeforeReport = () => {
  const mark = process.env.FAULT_MARK;
  if (existsSync(mark)) return;
  writeFileSync(mark, '');
  process.kill(process.pid, 'SIGKILL');
};

mutate(
  '/libs/emission/src/units.consumer.js',
  'for (const report of reportsOf(result))',
  'globalThis.mesDieBeforeReport();\n            for (const report of reportsOf(result))',
);
