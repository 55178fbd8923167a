import { expect, test } from '@jest/globals';
import { benchReport } from './bench-report.js';
import { reportLines } from './report-lines.js';

const machine = { cores: 2, memoryGibibytes: 24, processor: 'a processor', versions: {} };
const runsOf = (...rates: number[]): { eventsPerSecond: number }[] =>
  rates.map((eventsPerSecond) => ({ eventsPerSecond }));
const ours = { name: 'mes', note: 'all of it', runs: runsOf(200, 1000, 300) };
const peers = [
  { name: 'slow', note: 'first 10', runs: runsOf(100, 100, 100) },
  { name: 'fast', note: 'all of it', runs: runsOf(400, 2000, 600) },
];

test('the report holds the median of each contestant', () => {
  const report = benchReport('emit', ours, peers, machine);
  expect(report.eventsPerSecond).toBe(300);
  expect(report.peers['fast']?.eventsPerSecond).toBe(600);
  expect(report.runs).toBe(ours.runs);
});

test('a ratio is taken inside each round before its median, so that a disturbed round cancels out', () => {
  const { ratios } = benchReport('emit', ours, peers, machine);
  expect(ratios).toEqual({ slow: 3, fast: 0.5 });
});

test('a peer without runs has the ratio 0', () => {
  const none = { name: 'none', note: '', runs: [] };
  expect(benchReport('emit', ours, [none], machine).ratios).toEqual({ none: 0 });
});

test('the table begins with the ratios and names what each contestant did', () => {
  const lines = reportLines(benchReport('emit', ours, peers, machine));
  expect(lines).toEqual([
    'emit: 300 events/s, median of 3 runs; 2 cores, 24 GiB, a processor',
    '     ratio     events/s               from … to  contestant',
    '                    300             200 … 1 000  mes: all of it',
    '    3.00 ×          100               100 … 100  slow: first 10',
    '    0.50 ×          600             400 … 2 000  fast: all of it',
  ]);
});
