import { expect, test } from '@jest/globals';
import { decodeEvent } from '#libs/events';
import { Plan, loadScenario } from '#libs/simulation';
import { JsonCounter } from './json-counter.js';
import { jsonOf } from './json-event.js';

const generator = new Plan(loadScenario('national-december-2023', { scale: 0.0001 }), 7).generator(
  'dmp',
  3,
);
const values = Array.from({ length: generator.attempts }, (_, sequence) =>
  Buffer.from(jsonOf(decodeEvent(generator.eventAt(sequence)))),
);
const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, events) => total + events, 0);

test('every event of a batch is in both cubes', () => {
  const { byDepartment, byType } = new JsonCounter().count(values);
  expect(sum(byDepartment)).toBe(values.length);
  expect(sum(byType)).toBe(values.length);
});

test('a repeated delivery is counted once, in its own batch and in a later one', () => {
  const counter = new JsonCounter();
  expect(sum(counter.count([...values, ...values]).byDepartment)).toBe(values.length);
  expect(sum(counter.count(values).byDepartment)).toBe(0);
  expect(counter.records).toBe(3 * values.length);
});
