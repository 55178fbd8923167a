import { expect, test } from '@jest/globals';
import { VolumeCells, compareCells } from '#libs/indicators';
import { Plan, loadScenario } from '#libs/simulation';
import { EventCounter } from './event-counter.js';

const plan = new Plan(loadScenario('national-december-2023', { scale: 0.0001 }), 7);
const generator = plan.generator('dmp', 3);
const events = Array.from({ length: generator.attempts }, (_, sequence) =>
  generator.eventAt(sequence),
);

test('counts into the cells that the generator knows to be true', () => {
  const truth = new VolumeCells();
  for (let block = 0; block < generator.blocks; block++) generator.foldTruth(truth, block);
  const counter = new EventCounter();
  for (const event of events) counter.count(event);
  expect(compareCells(truth, counter.cells)).toEqual([]);
  expect(counter.counted).toBe(generator.attempts);
});

test('counts a repeated delivery once', () => {
  const counter = new EventCounter();
  for (const event of [...events, ...events]) counter.count(event);
  expect(counter.records).toBe(2 * events.length);
  expect(counter.counted).toBe(events.length);
});
