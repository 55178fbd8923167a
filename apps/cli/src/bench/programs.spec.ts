import { expect, test } from '@jest/globals';
import { measuredOf, runProgram } from './programs.js';

test('the result of a contestant is the JSON object in its last line', () => {
  const output = 'joining the group\n{"eventsPerSecond": 12, "records": 3}\n';
  expect(measuredOf('a', output)).toEqual({ eventsPerSecond: 12, records: 3 });
});

test.each(['', 'done', '{"records": 3}', '{"eventsPerSecond": 0}', '{"eventsPerSecond": "12"}'])(
  'refuses %j as a result, and shows it',
  (output) => {
    expect(() => measuredOf('emit/kafkajs', output)).toThrow(
      `emit/kafkajs: expected a last line of JSON with eventsPerSecond, came "${output}"`,
    );
  },
);

test('a program that ends well gives its standard output', async () => {
  const program = { command: process.execPath, args: ['--print', '6 * 7'] };
  await expect(runProgram('node', program)).resolves.toBe('42\n');
});

test('a program that fails is an error with its exit code and what it said', async () => {
  const program = { command: process.execPath, args: ['--eval', 'throw new Error("no broker")'] };
  await expect(runProgram('node', program)).rejects.toThrow(/exit code 1:[^]*no broker/);
});

test('a program that does not exist is an error that names it', async () => {
  const program = { command: 'no-such-program', args: [] };
  await expect(runProgram('x', program)).rejects.toThrow('x: expected to start no-such-program');
});
