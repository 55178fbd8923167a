import { describe, expect, it } from '@jest/globals';
import { rightsCommands, topicLines } from './topic-page.js';

describe('the page of topics', () => {
  it('tells what is there, and with what to make the rest', () => {
    const wish = { topic: 'a', partitions: 12 };
    const dead = { topic: 'a.dead-letters', partitions: 1, config: { 'retention.ms': '-1' } };
    const lines = topicLines([
      { wish, partitions: 6 },
      { wish: dead, partitions: undefined },
    ]);
    expect(lines[0]).toMatch(/^ok {7}a +6 partitions$/);
    expect(lines[1]).toMatch(
      /^missing {2}a\.dead-letters +to be made with 1 partitions, retention\.ms=-1$/,
    );
  });

  it('writes the commands that give rights, with prefixes where groups have random ends', () => {
    const commands = rightsCommands('dmp-emitter', { user: 'emitter', broker: 'kafka:9092' });
    const begin =
      'kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:emitter';
    expect(commands).toContain(`${begin} --operation Write --topic mes.dmp.v1`);
    expect(commands).toContain(
      `${begin} --operation Read --group dmp-emitter- --resource-pattern-type prefixed`,
    );
    expect(commands.every((command) => command.startsWith(begin))).toBe(true);
  });
});
