import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PostgresMessages, startupParameter, statementOf } from './postgres-messages.js';

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, body]);
}

const version = Buffer.from([0, 3, 0, 0]);
const startup = message(
  '',
  Buffer.concat([version, Buffer.from('user\0mes\0application_name\0one\0\0')]),
);
const encryption = message('', Buffer.from([4, 210, 22, 47]));
const query = (text: string) => message('Q', Buffer.from(`${text}\0`));
const parse = (text: string) => message('P', Buffer.from(`name\0${text}\0\0\0`));
const copy = message('d', Buffer.alloc(10_000, 7));

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [
    0,
    ...places.map((place) => place % bytes.length).sort((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('the messages of PostgreSQL', () => {
  it('are found however the bytes are cut', () => {
    const parts = [encryption, startup, query('begin'), parse('update a'), copy, query('commit')];
    const bytes = Buffer.concat(parts);
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 30 }), (places) => {
        const messages = new PostgresMessages(true);
        const found = cut(bytes, places).flatMap((piece) => messages.in(piece));
        expect(found.map(({ type }) => type)).toEqual(['', '', 'Q', 'P', 'd', 'Q']);
        expect(found.map(statementOf)).toEqual([
          undefined,
          undefined,
          'begin',
          'update a',
          undefined,
          'commit',
        ]);
      }),
    );
  });

  it('say where they begin and end in the piece that completes them', () => {
    const messages = new PostgresMessages(true);
    messages.in(startup);
    const first = query('begin');
    const last = query('commit');
    expect(messages.in(Buffer.concat([first, last]))).toMatchObject([
      { start: 0, end: first.length },
      { start: first.length, end: first.length + last.length },
    ]);
    expect(messages.in(last.subarray(0, 7))).toEqual([]);
    expect(messages.in(last.subarray(7))).toMatchObject([{ start: -7, end: last.length - 7 }]);
  });

  it('tell the parameters of a connection', () => {
    const [first] = new PostgresMessages(true).in(startup);
    if (first === undefined) throw new Error('expected the first message');
    expect(startupParameter(first, 'application_name')).toBe('one');
    expect(startupParameter(first, 'database')).toBeUndefined();
  });

  it('of a server have a type from the first on', () => {
    const ready = message('Z', Buffer.from('I'));
    expect(new PostgresMessages(false).in(ready)).toMatchObject([{ type: 'Z' }]);
  });
});
